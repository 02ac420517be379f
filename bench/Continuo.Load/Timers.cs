using System.Diagnostics;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Load;

/// <summary>timers100k: so many waits that end within a minute, or all at one instant; how late each goes on.</summary>
internal static class Timers
{
    public static async Task Measure(Options options, Report report)
    {
        var count = options.Count ?? 100_000;
        await Measure(options with { Data = Path.Combine(options.Data, "spread") }, report, count, options.Seconds, "spread");
        await Measure(options with { Data = Path.Combine(options.Data, "at-once") }, report, count, TimeSpan.Zero, "at once");
    }

    private static async Task Measure(Options options, Report report, int count, TimeSpan spread, string kind)
    {
        var before = report.Probe();
        var late = new Latencies();
        var left = count;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Function told = (input, _) =>
        {
            late.Add(TimeSpan.FromMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - input["due"].Number));
            if (Interlocked.Decrement(ref left) == 0)
            {
                all.SetResult();
            }

            return ValueTask.FromResult(JsonValue.Null);
        };
        await using var target = await InProcessTarget.Open(options, new KeyValuePair<string, Function>("told", told));
        await target.Deploy(Documents.Timer);

        // All are made before the first is due: at 5,000 a second or better.
        var zero = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(2 + (count / 5_000.0));
        var began = Stopwatch.GetTimestamp();
        await target.StartMany("timer", count, i =>
        {
            var due = zero + (spread * i / count);
            var wait = due - TimeProvider.System.GetUtcNow();
            return JsonObject.Of(("for", $"PT{wait.TotalSeconds:0.000}S"), ("due", due.ToUnixTimeMilliseconds()));
        });
        var created = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var isEarly = TimeProvider.System.GetUtcNow() <= zero;
        Report.Say($"{count} timers made in {created:0.0} s");
        await all.Task;
        var drained = TimeProvider.System.GetUtcNow() - zero;
        report.Write(
            "timers100k",
            (before + report.Probe()) / 2,
            [("kind", kind), ("count", count), ("createdPerSecond", count / created), ("madeBeforeTheFirst", isEarly), ("allFiredAfterMs", drained.TotalMilliseconds), .. late.Figures()]);
    }
}
