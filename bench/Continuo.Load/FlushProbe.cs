using System.Diagnostics;

namespace Continuo.Load;

/// <summary>How many flushes of 4 kB the disk makes in a second, now.</summary>
internal static class FlushProbe
{
    public static double PerSecond(string folder, TimeSpan time)
    {
        var path = Path.Combine(folder, "flush.probe");
        using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose, 4096 * 4096);
        var block = new byte[4096];
        var count = 0L;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            RandomAccess.Write(handle, block, count % 4096 * 4096);
            RandomAccess.FlushToDisk(handle);
            count++;
        }

        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
