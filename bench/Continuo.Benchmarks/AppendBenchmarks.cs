using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite;
using Continuo.JournalBench;

namespace Continuo.Benchmarks;

/// <summary>What a slice costs in a transaction of one and of 128, the flush of the disk included: compare with its own rate.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, iterationCount: 10, invocationCount: 50)]
public class AppendBenchmarks
{
    private string _folder = "";
    private SqliteJournal _journal = null!;
    private SliceSource _source = null!;

    [Params(1, 128)]
    public int Slices { get; set; }

    [GlobalSetup]
    public async Task Open()
    {
        _folder = Directory.CreateTempSubdirectory("continuo-append-").FullName;
        _journal = SqliteJournal.Open(new() { Folder = _folder, BallastBytes = 0 });
        await _journal.Claim("bench", [.. Enumerable.Range(0, _journal.Shards).Select(number => new ShardId(number))], ClaimMode.TakeOver, default);
        _source = new SliceSource(_journal, 0, 1_000, isScattered: true);
        foreach (var chunk in _source.Starts().Chunk(512))
        {
            await _journal.Commit(0, chunk, default);
        }
    }

    [GlobalCleanup]
    public async Task Close()
    {
        await _journal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public async Task Append()
    {
        var batch = new ShardAction[Slices];
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = _source.Next(withRow: false);
        }

        await _journal.Commit(0, batch, default);
    }
}
