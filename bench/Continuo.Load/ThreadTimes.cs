using System.Globalization;

namespace Continuo.Load;

/// <summary>Processor seconds of this process by thread name, so that the engine's own threads can be told from those of the load.</summary>
internal static class ThreadTimes
{
    private const double TicksPerSecond = 100;

    public static Dictionary<string, double> Read()
    {
        var times = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var folder in Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                var name = File.ReadAllText(Path.Combine(folder, "comm")).Trim();
                var fields = File.ReadAllText(Path.Combine(folder, "stat")).Split(") ")[^1].Split(' ');
                var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
                times[name] = times.GetValueOrDefault(name) + (ticks / TicksPerSecond);
            }
            catch (IOException)
            {
                // A thread that ended meanwhile.
            }
        }

        return times;
    }

    /// <summary>Microseconds for each of so many tasks, those above a tenth.</summary>
    public static Dictionary<string, double> Since(Dictionary<string, double> before, int tasks) => Read()
        .Select(now => KeyValuePair.Create(now.Key, Math.Round((now.Value - before.GetValueOrDefault(now.Key)) * 1e6 / Math.Max(tasks, 1), 1)))
        .Where(used => used.Value >= 0.1)
        .OrderByDescending(used => used.Value)
        .ToDictionary();
}
