using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>The fence: one row per incarnation of a writer, looked at inside each of its transactions.</summary>
internal sealed class Claims(Database database, TimeProvider clock)
{
    /// <summary>Writers of the past that are kept, for whoever asks what happened.</summary>
    private const int Remembered = 100;

    private readonly Statement _guard = database.Prepare("SELECT fenced FROM writers WHERE id = ?1");
    private readonly Statement _register = database.Prepare("INSERT INTO writers(node, pid, claimed_at, fenced) VALUES(?1, ?2, ?3, 0) RETURNING id");

    /// <summary>Fences all others and claims every shard. The caller has the transaction open and commits it.</summary>
    public long Claim(string node)
    {
        database.Execute("UPDATE writers SET fenced = 1 WHERE fenced = 0");
        _register.Bind(1, node).Bind(2, Environment.ProcessId).Bind(3, clock.GetUtcNow().UtcTicks).Step();
        var writer = _register.Int64(0);
        _register.Step();
        database.Execute($"UPDATE shards SET writer = {writer}, epoch = epoch + 1, adoptions = adoptions + 1; DELETE FROM writers WHERE id <= {writer - Remembered}");
        return writer;
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
}
