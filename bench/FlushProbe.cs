using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Continuo.Bench;

/// <summary>What the disk gives by itself: 4 KiB written and flushed, as SQLite does at each commit.</summary>
internal sealed partial class FlushProbe : IDisposable
{
    private const int Blocks = 1_024;

    private readonly SafeFileHandle _file;
    private readonly byte[] _block = new byte[4096];

    public FlushProbe(string folder)
    {
        _file = File.OpenHandle(Path.Combine(folder, "probe"), FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose);
        for (var i = 0; i < Blocks; i++)
        {
            RandomAccess.Write(_file, _block, i * _block.Length);
        }

        RandomAccess.FlushToDisk(_file);
    }

    public double FlushesPerSecond(TimeSpan length)
    {
        var (begun, flushes) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(begun) < length)
        {
            RandomAccess.Write(_file, _block, flushes % Blocks * _block.Length);
            if (fdatasync(_file) != 0)
            {
                throw new IOException("fdatasync failed");
            }

            flushes++;
        }

        return flushes / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    private static partial int fdatasync(SafeFileHandle file);
}
