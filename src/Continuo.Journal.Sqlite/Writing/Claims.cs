using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>The fence: one row per incarnation of a writer, looked at inside each of its transactions.</summary>
internal sealed class Claims(Database database, TimeProvider clock)
{
    /// <summary>Writers of the past that are kept, for whoever asks what happened.</summary>
    private const int Remembered = 100;

    private readonly Statement _guard = database.Prepare("SELECT fenced FROM writers WHERE id = ?1");
    private readonly Statement _register = database.Prepare("INSERT INTO writers(node, pid, claimed_at, fenced) VALUES(?1, ?2, ?3, 0) RETURNING id");
    private readonly Statement _holder = database.Prepare("SELECT w.node FROM writers w JOIN shards s ON s.writer = w.id WHERE w.fenced = 0 AND w.id <> ?1 LIMIT 1");
    private readonly Statement _claim = database.Prepare("UPDATE shards SET writer = ?2, epoch = epoch + 1, adoptions = adoptions + 1 WHERE shard = ?1");
    private readonly Statement _release = database.Prepare("UPDATE shards SET writer = NULL, adoptions = 0, suspect = NULL WHERE shard = ?1 AND writer = ?2");
    private readonly Statement _epoch = database.Prepare("SELECT epoch FROM shards WHERE shard = ?1");

    /// <summary>Claims shards. The caller has the transaction open and commits it.</summary>
    /// <param name="node">Who claims.</param>
    /// <param name="writer">The caller's writer as it was; zero for none.</param>
    /// <param name="shards">Which.</param>
    /// <param name="takesOver">Whether all other writers are fenced first; else one that holds something keeps everything, for a file is one process's.</param>
    /// <returns>The writer's id, or the node that has the file.</returns>
    public (long Writer, string? HeldBy) Claim(string node, long writer, ImmutableArray<ShardId> shards, bool takesOver)
    {
        if (!takesOver && Holder(writer) is { } holder)
        {
            return (writer, holder);
        }

        if (takesOver || writer <= 0 || IsFenced(writer))
        {
            database.Execute("UPDATE writers SET fenced = 1 WHERE fenced = 0");
            _register.Bind(1, node).Bind(2, Environment.ProcessId).Bind(3, clock.GetUtcNow().UtcTicks).Step();
            writer = _register.Int64(0);
            _register.Step();
            database.Execute($"DELETE FROM writers WHERE id <= {writer - Remembered}");
        }

        foreach (var shard in shards)
        {
            _claim.Bind(1, shard.Number).Bind(2, writer).Run();
        }

        return (writer, null);
    }

    /// <summary>A shard that is nobody's any more; its process has not died of it.</summary>
    public void Release(long writer, ShardId shard) => _release.Bind(1, shard.Number).Bind(2, writer).Run();

    public long EpochOf(ShardId shard)
    {
        _epoch.Bind(1, shard.Number);
        var epoch = _epoch.Step() ? _epoch.Int64(0) : 0;
        _epoch.Reset();
        return epoch;
    }

    /// <summary>Whether this writer may still write. Only inside a transaction is the answer worth anything.</summary>
    public bool IsFenced(long writer)
    {
        _guard.Bind(1, writer);
        var isFenced = !_guard.Step() || _guard.Int64(0) != 0;
        _guard.Reset();
        return isFenced;
    }

    public string WhoFenced()
    {
        using var newest = database.PrepareOnce("SELECT node, pid FROM writers ORDER BY id DESC LIMIT 1");
        return newest.Step() ? $"node '{newest.Text(0)}' (pid {newest.Int64(1)}) has claimed the store" : "the store knows no writer any more";
    }

    private string? Holder(long writer)
    {
        _holder.Bind(1, writer);
        var holder = _holder.Step() ? _holder.Text(0) : null;
        _holder.Reset();
        return holder;
    }
}
