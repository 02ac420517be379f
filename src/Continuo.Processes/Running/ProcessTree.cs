using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Continuo.Processes.Running;

/// <summary>Kills a process and all that came of it.</summary>
/// <remarks>
/// A process leads a session of its own, so one signal reaches everything that did not leave the session; what did leave it (a daemon) still carries
/// the mark in the environment that it was started with. The sweep is repeated until it finds nothing, because what is being killed may be forking.
/// </remarks>
internal static partial class ProcessTree
{
    /// <summary>The variable that marks a process and its descendants.</summary>
    public const string Mark = "CONTINUO_PROCESS";

    private const int SigKill = 9;
    private const int Sweeps = 5;

    /// <param name="process">The first process.</param>
    /// <param name="leads">Whether it leads a session of its own.</param>
    /// <param name="mark">The value of <see cref="Mark"/>.</param>
    public static void Kill(Process process, bool leads, string mark)
    {
        if (leads)
        {
            _ = Signal(-process.Id, SigKill);
        }
        else
        {
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (Exception gone) when (gone is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
            {
                // It has ended, or a descendant has while it was looked for.
            }
        }

        for (var i = 0; i < Sweeps && OperatingSystem.IsLinux() && Sweep(Encoding.UTF8.GetBytes($"{Mark}={mark}")); i++)
        {
        }
    }

    private static bool Sweep(byte[] entry)
    {
        var found = false;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Carries(folder, entry))
            {
                found = true;
                _ = Signal(id, SigKill);
            }
        }

        return found;
    }

    private static bool Carries(string folder, byte[] entry)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(entry) >= 0;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to somebody else.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
