using System.Diagnostics;
using Continuo.Bench;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite;
using Continuo.Runtime.Journaling;

namespace Continuo.JournalBench;

/// <summary>One setting, measured for a while.</summary>
/// <param name="Batch">Slices of a commit.</param>
/// <param name="RowEvery">Every n-th slice writes the instance's row; zero: none.</param>
/// <param name="Instances">Live ones.</param>
/// <param name="IsScattered">Whether the next slice is of a random instance.</param>
internal sealed record Setting(int Batch, int RowEvery, int Instances, bool IsScattered);

internal sealed record Figures(Setting Setting, double SlicesPerSecond, double P50Ms, double P99Ms, double CpuMicrosPerSlice, double BytesPerSlice, double FlushesPerSecond, double SlicesPerFlush);

internal static class Interval
{
    public static async Task<Figures> Measure(string folder, Setting setting, TimeSpan length, FlushProbe probe)
    {
        var store = Directory.CreateDirectory(Path.Combine(folder, $"store-{Path.GetRandomFileName()}")).FullName;
        await using var journal = SqliteJournal.Open(new() { Folder = store, BallastBytes = 0 });
        var source = new SliceSource(await Claim(journal), setting.Instances, setting.IsScattered);
        foreach (var chunk in source.Starts().Chunk(512))
        {
            await Commit(journal, chunk);
        }

        await journal.Checkpoint(0, new Dictionary<ShardId, long>(), new Dictionary<InstanceId, long>(), new Dictionary<ShardId, System.Collections.Immutable.ImmutableArray<long>>(), default);
        var flushes = probe.FlushesPerSecond(length / 4);
        var latencies = new List<double>(100_000);
        var batch = new ShardAction[setting.Batch];
        var (slices, cpu, bytes, building) = (0L, Cpu(), 0L, 0.0);
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < length)
        {
            var built = Stopwatch.GetTimestamp();
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = source.Next(setting.RowEvery > 0 && (slices + i) % setting.RowEvery == 0);
            }

            building += Stopwatch.GetElapsedTime(built).TotalSeconds;
            var (at, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            await Commit(journal, batch);
            bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
            latencies.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            slices += batch.Length;
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        cpu = Cpu() - cpu;
        flushes = (flushes + probe.FlushesPerSecond(length / 4)) / 2;
        latencies.Sort();
        return new(
            setting,
            Math.Round(slices / seconds),
            Math.Round(latencies[latencies.Count / 2], 3),
            Math.Round(latencies[latencies.Count * 99 / 100], 3),
            Math.Round((cpu - building) * 1e6 / slices, 2),
            Math.Round((double)bytes / slices, 1),
            Math.Round(flushes),
            Math.Round(slices / seconds / flushes, 2));
    }

    public static double Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static async Task<long> Claim(SqliteJournal journal)
    {
        var answer = await journal.Claim("bench", [.. Enumerable.Range(0, journal.Shards).Select(shard => new ShardId(shard))], ClaimMode.TakeOver, default);
        return answer.Claimed.Max(shard => shard.Tail);
    }

    private static async Task Commit(SqliteJournal journal, ShardAction[] batch)
    {
        if (await journal.Commit(0, batch, default) is not CommitOutcome.Committed { Rejected.IsEmpty: true })
        {
            throw new InvalidOperationException("a commit of the benchmark was not stored");
        }
    }
}
