using System.Diagnostics;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite;
using Continuo.JournalBench;

namespace Continuo.Load;

/// <summary>commits: what the file takes when nothing but commits is done to it, in batches as many clients make them.</summary>
internal static class RawCommits
{
    private const int Batch = 64;

    public static async Task Measure(Options options, Report report)
    {
        await using var journal = SqliteJournal.Open(new() { Folder = options.Data, BallastBytes = 0 });
        await journal.Claim("bench", [.. Enumerable.Range(0, journal.Shards).Select(number => new ShardId(number))], ClaimMode.TakeOver, default);
        var source = new SliceSource(journal, 0, 1_000, isScattered: false);
        foreach (var chunk in source.Starts().Chunk(512))
        {
            await journal.Commit(0, chunk, default);
        }

        var before = report.Probe();
        var batch = new ShardAction[Batch];
        var (slices, began) = (0, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < options.Seconds)
        {
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = source.Next(withRow: (slices + i) % 3 == 0);
            }

            await journal.Commit(0, batch, default);
            slices += batch.Length;
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        report.Write("commits", (before + report.Probe()) / 2, ("batch", Batch), ("commitsPerSecond", slices / seconds));
    }
}
