using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>Deletes an instance within the open transaction: all that has its number, but its history and its payloads, which may be many and are taken away later, a part at a time.</summary>
internal sealed class Deletion(Database database)
{
    /// <summary>The zero follows the slash that the id of a child has after that of its parent.</summary>
    internal const string HasNoChildren = "NOT EXISTS (SELECT 1 FROM instances c WHERE c.id > i.id || '/' AND c.id < i.id || '0')";

    private readonly Statement _leave = database.Prepare(
        $"INSERT INTO leftovers(instance, head_pos) SELECT i.n, i.head_pos FROM instances i WHERE i.n = ?1 AND i.finished_at <= ?2 AND i.wake_at IS NULL AND {HasNoChildren}");

    private readonly Statement[] _rows =
    [
        database.Prepare("DELETE FROM instances WHERE n = ?1"),
        database.Prepare("DELETE FROM labels WHERE instance = ?1"),
        database.Prepare("DELETE FROM fields WHERE instance = ?1"),
        database.Prepare("DELETE FROM snapshots WHERE instance = ?1"),
    ];

    private readonly Statement _subscriptions = database.Prepare("DELETE FROM subscriptions WHERE shard = ?2 AND instance = ?1");

    /// <returns>False when the instance is not as expected; nothing is deleted then.</returns>
    public bool Delete(ShardAction.Delete delete, int shard)
    {
        // The row of an instance that owes nothing has its newest position: each commit of it writes the row.
        _leave.Bind(1, delete.Number).Bind(2, delete.EndedThrough.UtcTicks).Run();
        if (database.Changes == 0)
        {
            return false;
        }

        foreach (var statement in _rows)
        {
            statement.Bind(1, delete.Number).Run();
        }

        _subscriptions.Bind(1, delete.Number).Bind(2, shard).Run();
        return true;
    }
}
