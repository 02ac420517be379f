using System.Globalization;
using Continuo.Workflows.Json;

namespace Continuo.Load;

/// <summary>idle: an embedded node with a thousand waiting instances and nothing to do.</summary>
internal static class IdleNode
{
    public static async Task Measure(Options options, Report report)
    {
        var before = report.Probe();
        await using var target = await InProcessTarget.Open(options);
        await target.Deploy(Documents.Order);
        await target.StartMany("order", 1_000, i => JsonObject.Of(("order", i)));

        // The last checkpoint belongs to the work before.
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System);
        GC.Collect();
        var (cpu, writes, files) = (target.CpuSeconds, Written("wchar"), Files(options.Data));
        await Task.Delay(options.Seconds, TimeProvider.System);
        var (cpuAfter, writesAfter, filesAfter) = (target.CpuSeconds, Written("wchar"), Files(options.Data));
        report.Write(
            "idle",
            (before + report.Probe()) / 2,
            ("seconds", options.Seconds.TotalSeconds),
            ("cpuPercentOfACore", 100 * (cpuAfter - cpu) / options.Seconds.TotalSeconds),
            ("writtenBytes", writesAfter - writes),
            ("storeTouched", !files.SequenceEqual(filesAfter)));
    }

    private static long Written(string counter) =>
        long.Parse(File.ReadLines("/proc/self/io").First(line => line.StartsWith(counter, StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);

    private static List<string> Files(string folder) =>
        [.. Directory.GetFiles(folder, "continuo*").Order(StringComparer.Ordinal).Select(path => $"{path} {new FileInfo(path).Length} {File.GetLastWriteTimeUtc(path):O}")];
}
