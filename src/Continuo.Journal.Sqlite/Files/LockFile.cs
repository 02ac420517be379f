using System.Globalization;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Files;

/// <summary>Gives a second process a clear answer. It protects nothing: the fence does.</summary>
internal sealed class LockFile : IDisposable
{
    private readonly FileStream _held;

    private LockFile(FileStream held) => _held = held;

    public static LockFile Take(string folder)
    {
        var path = Path.Combine(folder, "continuo.lock");
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem) when (problem is not (DirectoryNotFoundException or FileNotFoundException) && File.Exists(path))
        {
            throw new JournalUnavailableException(
                $"Another continuo process (pid {Holder(folder)}) has this store open: '{folder}'. Stop it first, talk to it instead, or choose another data folder.", problem);
        }

        TellHolder(folder);
        return new(held);
    }

    /// <summary>The files stay: removing the lock would let two processes hold two files of one name.</summary>
    public void Dispose() => _held.Dispose();

    /// <summary>Apart from the lock, which nobody else can read while it is held.</summary>
    private static string PidFile(string folder) => Path.Combine(folder, "continuo.pid");

    private static void TellHolder(string folder)
    {
        try
        {
            File.WriteAllText(PidFile(folder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It is only for words to another process; on a full disk this one must start all the same.
        }
    }

    private static string Holder(string folder)
    {
        try
        {
            return File.ReadAllText(PidFile(folder)) is { Length: > 0 } pid ? pid : "unknown";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
