using System.Globalization;
using System.Text.Json;
using Continuo.Bench;

namespace Continuo.Load;

/// <summary>Results as JSON lines on stdout, each with what the disk and the machine gave in that minute.</summary>
internal sealed class Report(string folder, string store) : IDisposable
{
    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(0.5);

    private readonly FlushProbe _probe = new(folder);

    /// <summary>Flushes a second now.</summary>
    public double Probe() => _probe.FlushesPerSecond(s_probe);

    public void Write(string scenario, double flushes, params (string Name, object? Value)[] figures)
    {
        var line = new Dictionary<string, object?>(StringComparer.Ordinal) { ["scenario"] = scenario };
        foreach (var (name, value) in figures)
        {
            line[name] = value is double number ? Rounded(number) : value;
        }

        line["store"] = store.Split(':')[0];
        line["flushesPerSecond"] = Math.Round(flushes);
        line["load"] = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        line["at"] = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        Console.WriteLine(JsonSerializer.Serialize(line));
    }

    public static void Say(string what) => Console.Error.WriteLine(what);

    public void Dispose() => _probe.Dispose();

    private static double Rounded(double number) => Math.Abs(number) >= 1_000 ? Math.Round(number) : Math.Round(number, 3);
}
