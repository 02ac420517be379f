using System.Diagnostics;

namespace Continuo.Torture.Processes;

/// <summary>A file system in memory that is soon full.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>A folder on it.</summary>
    public string Data => Path.Combine(_folder, "data");

    private string Filler => Path.Combine(_folder, "filler");

    /// <returns>Null where this process may not mount.</returns>
    public static async Task<SmallDisk?> Mount(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("continuo-small-disk-").FullName;
        if (await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "none", folder))
        {
            return new SmallDisk(folder);
        }

        Directory.Delete(folder);
        return null;
    }

    /// <summary>Takes all the space that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, 0);
        for (var block = new byte[1 << 16]; block.Length >= 1 << 12; block = block[(block.Length / 2)..])
        {
            try
            {
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // Full for blocks of this size: smaller ones may still fit.
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await Run("umount", "-l", _folder);
        Directory.Delete(_folder, true);
    }

    private static async Task<bool> Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
