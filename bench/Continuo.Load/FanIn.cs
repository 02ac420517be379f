using System.Diagnostics;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Load;

/// <summary>event-fan-in: one event that many wait for, and many events for a few; hot: many events for one instance, which must stay fair to others.</summary>
internal static class FanIn
{
    private const int Batch = 100;

    public static async Task One(Options options, Report report)
    {
        var before = report.Probe();
        var count = options.Count ?? 100_000;
        var told = new Countdown(count);
        await using var target = await InProcessTarget.Open(options with { Data = Path.Combine(options.Data, "one") }, told.Named("told"));
        await target.Deploy(Documents.Bell);
        await target.StartMany("bell", count, _ => JsonValue.EmptyObject);
        Report.Say($"{count} wait");
        var began = Stopwatch.GetTimestamp();
        await target.Publish([Event("load.bell", 1)]);
        var published = Stopwatch.GetElapsedTime(began);
        await told.Done;
        var all = Stopwatch.GetElapsedTime(began);
        report.Write("event-fan-in", (before + report.Probe()) / 2, ("kind", "one event"), ("count", count), ("publishMs", published.TotalMilliseconds), ("allToldMs", all.TotalMilliseconds), ("toldPerSecond", count / all.TotalSeconds));
    }

    public static Task Few(Options options, Report report) => Many(options, report, "event-fan-in", 10, (options.Count ?? 100_000) / 10);

    public static Task Hot(Options options, Report report) => Many(options, report, "hot", 1, options.Count ?? 50_000);

    /// <summary>While the listeners take their events, one seq5 after the other is run: what is hot must not starve what is not.</summary>
    private static async Task Many(Options options, Report report, string scenario, int listeners, int events)
    {
        var before = report.Probe();
        var told = new Countdown(listeners * events);
        await using var target = await InProcessTarget.Open(options with { Data = Path.Combine(options.Data, scenario) }, told.Named("told"));
        await target.Deploy(Documents.Stream);
        await target.Deploy(Scenario.Find("seq5", "")!.Workflow);
        await target.StartMany("stream", listeners, _ => JsonValue.EmptyObject);
        for (var i = 0; i < 100; i++)
        {
            await target.Run("seq5");
        }

        var latencies = new Latencies();
        var began = Stopwatch.GetTimestamp();
        var publishing = Parallel.ForEachAsync(
            Enumerable.Range(0, events / Batch),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (batch, _) => await target.Publish(Enumerable.Range(batch * Batch, Batch).Select(i => Event("load.drop", i))));
        while (!told.Done.IsCompleted)
        {
            var start = Stopwatch.GetTimestamp();
            await target.Run("seq5");
            latencies.Since(start);
        }

        await publishing;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        report.Write(
            scenario,
            (before + report.Probe()) / 2,
            [("kind", "many events"), ("listeners", listeners), ("events", events), ("consumedPerSecond", listeners * events / seconds), ("otherInstances", latencies.Count), .. latencies.Figures()]);
    }

    private static JsonValue Event(string type, int id) =>
        JsonObject.Of(("specversion", "1.0"), ("id", id.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("source", "load"), ("type", type), ("data", JsonObject.Of(("n", id))));

    private sealed class Countdown(int count)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Task Done => _done.Task;

        public KeyValuePair<string, Function> Named(string name) => new(name, (_, _) =>
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _done.SetResult();
            }

            return ValueTask.FromResult(JsonValue.Null);
        });
    }
}
