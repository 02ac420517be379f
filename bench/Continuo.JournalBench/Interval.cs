using System.Collections.Immutable;
using System.Diagnostics;
using Continuo.Bench;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.JournalBench;

/// <summary>One setting, measured for a while.</summary>
/// <param name="Batch">Slices of a commit.</param>
/// <param name="RowEvery">Every n-th slice writes the instance's row; zero: none.</param>
/// <param name="Instances">Live ones of each writer.</param>
/// <param name="IsScattered">Whether the next slice is of a random instance.</param>
/// <param name="Writers">That commit at the same time.</param>
internal sealed record Setting(int Batch, int RowEvery, int Instances, bool IsScattered, int Writers = 1);

internal sealed record Figures(Setting Setting, double SlicesPerSecond, double P50Ms, double P99Ms, double CpuMicrosPerSlice, double ServerMicrosPerSlice, double BytesPerSlice, double FlushesPerSecond, double SlicesPerFlush);

internal static class Interval
{
    /// <param name="store">A new one.</param>
    /// <param name="setting">What is measured.</param>
    /// <param name="length">For how long.</param>
    /// <param name="probe">The disk of the store.</param>
    public static async Task<Figures> Measure(BenchStore store, Setting setting, TimeSpan length, FlushProbe probe)
    {
        await using var journal = store.Journal;
        var sources = await Task.WhenAll(Enumerable.Range(0, setting.Writers).Select(writer => Prepare(journal, writer, setting)));
        var flushes = probe.FlushesPerSecond(length / 4);
        var (cpu, server, bytes) = (Cpu(), store.ServerCpu(), GC.GetTotalAllocatedBytes());
        var begun = Stopwatch.GetTimestamp();
        var runs = await Task.WhenAll(sources.Select((source, writer) => Task.Run(() => Run(journal, writer, source, setting, begun, length))));
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        (cpu, server, bytes) = (Cpu() - cpu, store.ServerCpu() - server, GC.GetTotalAllocatedBytes() - bytes);
        flushes = (flushes + probe.FlushesPerSecond(length / 4)) / 2;
        var latencies = runs.SelectMany(run => run.Latencies).Order().ToList();
        var slices = (double)latencies.Count * setting.Batch;
        return new(
            setting,
            Math.Round(slices / seconds),
            Math.Round(latencies[latencies.Count / 2], 3),
            Math.Round(latencies[latencies.Count * 99 / 100], 3),
            Math.Round((cpu - runs.Sum(run => run.Building)) * 1e6 / slices, 2),
            Math.Round(server * 1e6 / slices, 2),
            Math.Round(bytes / slices, 1),
            Math.Round(flushes),
            Math.Round(slices / seconds / flushes, 2));
    }

    public static double Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static async Task<SliceSource> Prepare(IJournal journal, int writer, Setting setting)
    {
        await journal.Claim("bench", [.. Enumerable.Range(0, journal.Shards).Where(shard => shard % journal.Writers == writer).Select(shard => new ShardId(shard))], ClaimMode.TakeOver, default);
        var source = new SliceSource(journal, writer, setting.Instances, setting.IsScattered);
        foreach (var chunk in source.Starts().Chunk(512))
        {
            await Commit(journal, writer, chunk);
        }

        await journal.Checkpoint(writer, new Dictionary<ShardId, long>(), new Dictionary<InstanceId, long>(), new Dictionary<ShardId, ImmutableArray<long>>(), default);
        return source;
    }

    private static async Task<(List<double> Latencies, double Building)> Run(IJournal journal, int writer, SliceSource source, Setting setting, long begun, TimeSpan length)
    {
        var latencies = new List<double>(100_000);
        var batch = new ShardAction[setting.Batch];
        var (slices, building) = (0L, 0.0);
        while (Stopwatch.GetElapsedTime(begun) < length)
        {
            var built = Stopwatch.GetTimestamp();
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = source.Next(setting.RowEvery > 0 && (slices + i) % setting.RowEvery == 0);
            }

            var at = Stopwatch.GetTimestamp();
            building += Stopwatch.GetElapsedTime(built, at).TotalSeconds;
            await Commit(journal, writer, batch);
            latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            slices += batch.Length;
        }

        return (latencies, building);
    }

    private static async Task Commit(IJournal journal, int writer, ShardAction[] batch)
    {
        if (await journal.Commit(writer, batch, default) is not CommitOutcome.Committed { Rejected.IsEmpty: true })
        {
            throw new InvalidOperationException("a commit of the benchmark was not stored");
        }
    }
}
