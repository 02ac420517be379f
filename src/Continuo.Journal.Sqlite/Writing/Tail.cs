using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>What the rows of the store do not tell: one scan of the journal after the checkpoint finds it, and a checkpoint writes it down.</summary>
internal sealed class Tail(HeadIndex heads, ShardTails shards)
{
    /// <returns>The newest position in the store.</returns>
    public long Scan(Database database)
    {
        heads.Clear();
        var (checkpoint, newest) = ReadShards(database);
        var found = new Dictionary<long, HeadIndex.Head>();
        using (var scan = database.PrepareOnce("SELECT pos, shard, instance, at FROM journal WHERE pos > ?1 ORDER BY pos"))
        {
            scan.Bind(1, checkpoint);
            while (scan.Step())
            {
                newest = scan.Int64(0);
                var shard = (int)scan.Int64(1);
                found[scan.Int64(2)] = new(shard, newest);
                shards.Set(shard, newest, scan.Int64(3), isNew: true);
            }
        }

        using var row = database.PrepareOnce("SELECT head_pos FROM instances WHERE n = ?1");
        using var scope = heads.Enter();
        foreach (var (number, head) in found)
        {
            row.Bind(1, number);
            if (row.Step() && row.Int64(0) < head.Pos)
            {
                heads.Lags_NeedsLock(number, head.Shard, head.Pos);
            }

            row.Reset();
        }

        return newest;
    }

    /// <summary>Writes the heads of all rows that lag. The caller has the transaction open.</summary>
    /// <returns>What to forget once it is committed.</returns>
    public KeyValuePair<long, HeadIndex.Head>[] Write(Database database, long newest)
    {
        var lagging = heads.All();
        using (var update = database.PrepareOnce("UPDATE instances SET head_pos = ?2 WHERE n = ?1"))
        {
            // In the order of the table: neighbours share a page.
            Array.Sort(lagging, static (a, b) => a.Key.CompareTo(b.Key));
            foreach (var (number, head) in lagging)
            {
                update.Bind(1, number).Bind(2, head.Pos).Run();
            }
        }

        using var shard = database.PrepareOnce("UPDATE shards SET last_pos = ?2, last_at = ?3 WHERE shard = ?1");
        foreach (var (number, pos, at) in shards.New())
        {
            shard.Bind(1, number).Bind(2, pos).Bind(3, at).Run();
        }

        database.Execute($"UPDATE shards SET checkpoint_pos = {newest}");
        return lagging;
    }

    public void Written(KeyValuePair<long, HeadIndex.Head>[] lagging)
    {
        foreach (var (shard, pos, at) in shards.New())
        {
            shards.Set(shard, pos, at, isNew: false);
        }

        using var scope = heads.Enter();
        foreach (var (number, _) in lagging)
        {
            heads.IsExact_NeedsLock(number);
        }
    }

    private (long Checkpoint, long Newest) ReadShards(Database database)
    {
        var (checkpoint, newest) = (long.MaxValue, 0L);
        using var read = database.PrepareOnce("SELECT shard, checkpoint_pos, last_pos, last_at FROM shards");
        while (read.Step())
        {
            checkpoint = Math.Min(checkpoint, read.Int64(1));
            newest = Math.Max(newest, read.Int64(2));
            shards.Set((int)read.Int64(0), read.Int64(2), read.Int64(3), isNew: false);
        }

        return (checkpoint, newest);
    }
}
