using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>What the rows of the store do not tell: one scan of the journal after the checkpoint finds it, and a checkpoint writes it down.</summary>
internal sealed class Tail(int shardCount)
{
    private long _committedCheckpoint;
    private long _checkpoint;

    public HeadIndex Heads { get; } = new();

    public ShardTails Shards { get; } = new(shardCount);

    /// <summary>The newest position in the store.</summary>
    public long Newest { get; private set; }

    public bool HasNews => Heads.Count > 0 || Shards.New().Count > 0;

    public void Scan(Database database)
    {
        var (checkpoint, newest) = ReadShards(database);
        var found = new Dictionary<long, HeadIndex.Head>();
        using (var scan = database.PrepareOnce("SELECT pos, shard, instance, at FROM journal WHERE pos > ?1 ORDER BY pos"))
        {
            scan.Bind(1, checkpoint);
            while (scan.Step())
            {
                var (pos, shard) = (scan.Int64(0), (int)scan.Int64(1));
                newest = Math.Max(newest, pos);
                found[scan.Int64(2)] = new(shard, pos);
                Shards.Set(shard, pos, scan.Int64(3), isNew: true);
            }
        }

        using var row = database.PrepareOnce("SELECT head_pos FROM instances WHERE n = ?1");
        using var scope = Heads.Enter();
        Heads.Clear_NeedsLock();
        foreach (var (number, head) in found)
        {
            row.Bind(1, number);
            if (row.Step() && row.Int64(0) < head.Pos)
            {
                Heads.Lags_NeedsLock(number, head.Shard, head.Pos);
            }

            row.Reset();
        }

        (_checkpoint, _committedCheckpoint, Newest) = (checkpoint, checkpoint, newest);
    }

    /// <summary>A commit at or before the checkpoint has come after it: positions are given before the order of commits is settled. The next scan must see it.</summary>
    public void Lower(Database database, long pos)
    {
        if (pos <= _checkpoint)
        {
            _checkpoint = pos - 1;
            database.Execute($"UPDATE shards SET checkpoint_pos = {_checkpoint}");
        }
    }

    public void Committed() => _committedCheckpoint = _checkpoint;

    public void RolledBack() => _checkpoint = _committedCheckpoint;

    public void Committed_NeedsHeads(ShardAction.Append slice, int shard)
    {
        Newest = Math.Max(Newest, slice.Pos);
        Shards.Set(shard, slice.Pos, slice.At.UtcTicks, isNew: true);
        if (slice.Row is null)
        {
            Heads.Lags_NeedsLock(slice.Number, shard, slice.Pos);
        }
        else
        {
            Heads.IsExact_NeedsLock(slice.Number);
        }
    }

    public void Parked_NeedsHeads(ShardAction.Park park, long number, int shard)
    {
        if (number != 0)
        {
            Newest = Math.Max(Newest, park.Pos);
            Shards.Set(shard, park.Pos, park.At.UtcTicks, isNew: true);
            Heads.IsExact_NeedsLock(number);
        }
    }

    /// <summary>Writes heads to their rows, and how far the rows now tell everything. The caller has the transaction open.</summary>
    /// <param name="database">The writer's.</param>
    /// <param name="instances">Which rows; the heads are this index's own, for it knows what is durable.</param>
    public CheckpointWritten Write(Database database, IEnumerable<InstanceId> instances)
    {
        var lagging = Lagging(database, instances);
        using (var update = database.PrepareOnce("UPDATE instances SET head_pos = ?2 WHERE n = ?1"))
        {
            foreach (var (number, pos) in lagging)
            {
                update.Bind(1, number).Bind(2, pos).Run();
            }
        }

        using var shard = database.PrepareOnce("UPDATE shards SET last_pos = ?2, last_at = ?3 WHERE shard = ?1");
        var tails = Shards.New();
        foreach (var (number, pos, at) in tails)
        {
            shard.Bind(1, number).Bind(2, pos).Bind(3, at).Run();
        }

        // A scan that begins here meets the newest commit of every row that still lags.
        var checkpoint = Math.Min(Newest, Heads.OldestWithout(lagging) - 1);
        database.Execute($"UPDATE shards SET checkpoint_pos = {checkpoint}");
        return new(lagging, tails, checkpoint);
    }

    public void Written(CheckpointWritten written)
    {
        (_checkpoint, _committedCheckpoint) = (written.Checkpoint, written.Checkpoint);
        foreach (var (shard, pos, at) in written.Tails)
        {
            Shards.Set(shard, pos, at, isNew: false);
        }

        using var scope = Heads.Enter();
        foreach (var (number, _) in written.Heads)
        {
            Heads.IsExact_NeedsLock(number);
        }
    }

    private SortedDictionary<long, long> Lagging(Database database, IEnumerable<InstanceId> instances)
    {
        // In the order of the table: neighbours share a page.
        var lagging = new SortedDictionary<long, long>();
        using var find = database.PrepareOnce("SELECT n FROM instances WHERE id = ?1");
        foreach (var instance in instances)
        {
            if (find.Bind(1, instance.Text).Step() && Heads.Find(find.Int64(0)) is > 0 and var pos)
            {
                lagging[find.Int64(0)] = pos;
            }

            find.Reset();
        }

        return lagging;
    }

    private (long Checkpoint, long Newest) ReadShards(Database database)
    {
        var (checkpoint, newest) = (long.MaxValue, 0L);
        using var read = database.PrepareOnce("SELECT shard, checkpoint_pos, last_pos, last_at FROM shards");
        while (read.Step())
        {
            checkpoint = Math.Min(checkpoint, read.Int64(1));
            newest = Math.Max(newest, read.Int64(2));
            Shards.Set((int)read.Int64(0), read.Int64(2), read.Int64(3), isNew: false);
        }

        return (checkpoint, newest);
    }
}

/// <summary>What a checkpoint has written, to be taken note of once it is committed.</summary>
internal sealed record CheckpointWritten(IReadOnlyDictionary<long, long> Heads, List<(int Shard, long Pos, long At)> Tails, long Checkpoint);
