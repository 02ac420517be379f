using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Simulator.Checking;
using Continuo.Simulator.Planting;
using Continuo.Simulator.Scheduling;

namespace Continuo.Simulator.Storage;

/// <summary>The store as its transactions see it: writers, the lock that guard and fence meet at, claims by compare-and-set.</summary>
/// <remarks>
/// A transaction holds its writer's row from the guard to its end; a fence waits for it, at most <see cref="s_lockTimeout"/>, and then ends its backend. So a
/// commit is before the fence, and what is read after the fence has it, or behind it, and then it finds itself fenced.
/// </remarks>
internal sealed class Database
{
    private static readonly TimeSpan s_lockTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(200);

    private readonly World _world;
    private readonly PlantedBug? _bug;
    private readonly StatusChecker _statuses;
    private readonly Dictionary<long, WriterRow> _writers = [];

    public Database(World world, int shards, PlantedBug? bug, StatusChecker statuses)
    {
        (_world, _bug, _statuses) = (world, bug, statuses);
        Shards = [.. Enumerable.Range(0, shards).Select(number => new StoredShard(number, Events, world))];
    }

    public ImmutableArray<StoredShard> Shards { get; }

    public EventLog Events { get; } = new();

    /// <summary>How long a transaction takes.</summary>
    public Func<TimeSpan> Disk { get; set; } = () => TimeSpan.FromMilliseconds(1);

    public StoredHistory? Find(InstanceId instance) => Shards[ShardId.Of(instance, Shards.Length).Number].Find(instance);

    public IEnumerable<StoredHistory> Instances => Shards.SelectMany(shard => shard.Instances);

    public WriterRow? WriterOf(int shard) => Shards[shard].Writer is { } id ? _writers[id] : null;

    public long OpenWriter(string node, int slot)
    {
        var row = new WriterRow(_writers.Count + 1, node, slot);
        _writers.Add(row.Id, row);
        _world.Note("store", $"{row} opened");
        return row.Id;
    }

    /// <summary>BEGIN and the guard: the share lock of the own row, or the news that it is fenced.</summary>
    public void Begin(Transaction transaction)
    {
        var row = _writers[transaction.Writer];
        if (row.Open is not null || row.Fences.Count > 0)
        {
            row.Waiting.Enqueue(transaction);
            return;
        }

        if (row.IsFenced)
        {
            _world.Note("store", $"{row} finds itself fenced");
            transaction.Answer(new CommitAnswer.Fenced());
            Next(row);
            return;
        }

        row.Open = transaction;
        _world.After(Disk(), () => End(row, transaction));
    }

    /// <summary>UPDATE writers SET fenced: waits for the writer's open transaction, and ends it by force when it takes too long.</summary>
    public void Fence(long writer, Action then)
    {
        var row = _writers[writer];
        if (_bug is PlantedBug.FenceSkipped || row.IsFenced)
        {
            then();
            return;
        }

        if (row.Open is not { } open)
        {
            row.IsFenced = true;
            _world.Note("store", $"{row} is fenced");
            then();
            return;
        }

        row.Fences.Enqueue(() => Fence(writer, then));
        _world.After(s_lockTimeout, () => Terminate(row, open));
    }

    /// <summary>Compare-and-set on (writer, epoch), as they were when the claimant looked.</summary>
    public bool Claim(int shard, long? seen, long epoch, long writer)
    {
        var row = Shards[shard];
        if (row.Writer != seen || row.Epoch != epoch || _writers[writer].IsFenced)
        {
            return false;
        }

        row.Claim(writer);
        _world.Note("store", $"shard {shard} is {_writers[writer]}'s at epoch {row.Epoch}, tail {row.Tail}");
        return true;
    }

    /// <summary>A shard that is given up by a statement which waits for nobody: a mistake that is planted.</summary>
    public bool GiveUp(int shard, long writer)
    {
        if (Shards[shard].Writer == writer)
        {
            Shards[shard].Release();
        }

        return true;
    }

    /// <summary>Writes back how far a shard has read the log, and heads that lag; a fenced writer's does nothing.</summary>
    public void Checkpoint(int shard, long? writer, long mark)
    {
        if (writer is not null && Shards[shard].Writer == writer && !_writers[writer.Value].IsFenced)
        {
            Shards[shard].Checkpoint(mark);
        }
    }

    private void End(WriterRow row, Transaction transaction)
    {
        if (transaction.IsAborted)
        {
            return;
        }

        if (transaction.IsHeldOpen())
        {
            _world.After(s_lookAgain, () => End(row, transaction));
            return;
        }

        var answer = Apply(transaction);
        row.Open = null;
        transaction.Answer(answer);
        Next(row);
    }

    private void Terminate(WriterRow row, Transaction open)
    {
        if (row.Open == open)
        {
            _world.Note("store", $"the backend of {row} is ended by force");
            open.IsAborted = true;
            row.Open = null;
            open.Answer(new CommitAnswer.Unknown());
            Next(row);
        }
    }

    private void Next(WriterRow row)
    {
        while (row.Open is null && row.Fences.TryDequeue(out var fence))
        {
            fence();
        }

        if (row.Open is null && row.Waiting.TryDequeue(out var waiting))
        {
            Begin(waiting);
        }
    }

    private CommitAnswer.Committed Apply(Transaction transaction)
    {
        if (transaction.Releases is { } released)
        {
            if (Shards[released].Writer == transaction.Writer)
            {
                Shards[released].Release();
                _world.Note("store", $"shard {released} is given up at tail {Shards[released].Tail}");
            }

            return new([], []);
        }

        var rejected = ImmutableArray.CreateBuilder<(SimSlice, string)>();
        var events = ImmutableArray.CreateBuilder<PlacedEvents>();
        foreach (var slice in Stored(transaction.Batch))
        {
            if (Shards[slice.Shard].Take(slice.Action, _statuses) is { } reason)
            {
                rejected.Add((slice, reason));
            }
            else if (slice.Action is ShardAction.AppendEvents append)
            {
                var (places, added) = Events.Take(append);
                events.Add(new(slice, places, added, Events.Tail));
            }
        }

        _world.Note("store", $"{_writers[transaction.Writer]} commits {string.Join(' ', transaction.Batch.Select(slice => $"{slice.Shard}/{slice.Pos}"))}");
        return new(rejected.ToImmutable(), events.ToImmutable());
    }

    private ImmutableArray<SimSlice> Stored(ImmutableArray<SimSlice> batch) =>
        _bug is PlantedBug.LastCommitDropped && batch.Length > 0 && _world.Chance.Happens(0.02) ? batch[..^1] : batch;
}
