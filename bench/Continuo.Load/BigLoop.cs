using System.Diagnostics;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Load;

/// <summary>bigloop: an instance of a million tasks. Its memory at a tenth and at the end, and how soon it goes on in the next process.</summary>
internal static class BigLoop
{
    private const int TasksPerRound = 1_000;

    public static async Task Measure(Options options, Report report)
    {
        var before = report.Probe();
        var rounds = (options.Count ?? 1_000_000) / TasksPerRound;
        var heapAtTenth = 0L;
        var isDone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Function told = async (_, cancellation) =>
        {
            isDone.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return JsonValue.Null;
        };
        Function work = (input, _) =>
        {
            if (input["round"].Number == rounds / 10)
            {
                heapAtTenth = GC.GetTotalMemory(true);
            }

            return ValueTask.FromResult(JsonValue.Null);
        };
        KeyValuePair<string, Function>[] functions = [new("told", told), new("work", work)];
        double seconds;
        long heap;
        await using (var target = await InProcessTarget.Open(options, functions))
        {
            await target.Deploy(Documents.Big);
            var began = Stopwatch.GetTimestamp();
            await target.Start("big", JsonObject.Of(("rounds", rounds)));
            await isDone.Task;
            seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            heap = GC.GetTotalMemory(true);
        }

        Report.Say($"{rounds * TasksPerRound} tasks in {seconds:0.0} s");
        isDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var resumed = Stopwatch.GetTimestamp();
        await using var next = await InProcessTarget.Open(options, functions);
        var started = Stopwatch.GetElapsedTime(resumed);
        await isDone.Task;
        var went = Stopwatch.GetElapsedTime(resumed);
        report.Write(
            "bigloop",
            (before + report.Probe()) / 2,
            ("tasks", rounds * TasksPerRound),
            ("tasksPerSecond", rounds * TasksPerRound / seconds),
            ("heapMbAtATenth", heapAtTenth / 1e6),
            ("heapMb", heap / 1e6),
            ("nodeStartMs", started.TotalMilliseconds),
            ("resumeMs", (went - started).TotalMilliseconds));
    }
}
