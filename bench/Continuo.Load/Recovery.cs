using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Continuo.Load;

/// <summary>recover100k: a server is killed with so many instances in the middle of a call; how long after the next one is ready all are loaded and their calls made again.</summary>
internal static class Recovery
{
    public static async Task Measure(Options options, Report report)
    {
        foreach (var count in options.Count is { } given ? [given] : (int[])[10_000, 100_000])
        {
            await Measure(options with { Data = Path.Combine(options.Data, $"recover{count}") }, report, count);
        }
    }

    private static async Task Measure(Options options, Report report, int count)
    {
        var before = report.Probe();
        var made = Stopwatch.GetTimestamp();
        using (var first = Child.Start("host", options.Data))
        {
            await first.Answer("/held");
            await Fill(first, count);
            await Held(first, count);
            first.Kill();
        }

        Report.Say($"{count} in flight after {Stopwatch.GetElapsedTime(made).TotalSeconds:0.0} s, killed");
        var began = Stopwatch.GetTimestamp();
        using var second = Child.Start("host", options.Data);
        await second.Answer("/health/ready");
        var ready = Stopwatch.GetElapsedTime(began);
        await Held(second, count);
        var recovered = Stopwatch.GetElapsedTime(began);
        report.Write(
            "recover100k",
            (before + report.Probe()) / 2,
            ("count", count),
            ("readyMs", ready.TotalMilliseconds),
            ("recoveredAfterReadyMs", (recovered - ready).TotalMilliseconds),
            ("cpuSeconds", second.CpuSeconds));
    }

    private static async Task Fill(Child server, int count)
    {
        using var workflow = new StringContent(Documents.Hold, Encoding.UTF8, "application/yaml");
        (await server.Http.PutAsync("/api/v1/workflows", workflow)).EnsureSuccessStatusCode();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 128 }, async (_, cancellation) =>
        {
            using var content = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await server.Http.PostAsync("/api/v1/workflows/load/hold/instances", content, cancellation);
            answer.EnsureSuccessStatusCode();
        });
    }

    private static async Task Held(Child server, int count)
    {
        while (int.Parse(await server.Answer("/held"), CultureInfo.InvariantCulture) < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
