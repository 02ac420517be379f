using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>
/// Instances whose retention is over: all that has their number goes, but their histories and payloads, which may be many and are taken away later, a part at a time.
/// Only those that are still as whoever wants them deleted has seen them.
/// </summary>
internal sealed class DeletedRows : Rows
{
    /// <summary>The zero follows the slash that the id of a child has after that of its parent.</summary>
    internal const string HasNoChildren = "NOT EXISTS (SELECT 1 FROM instances c WHERE c.id > i.id || '/' AND c.id < i.id || '0')";

    private readonly List<long> _instances;
    private readonly List<long> _ends;
    private readonly HashSet<string> _ids = [];

    // The row of an instance that owes nothing has its newest position: each commit of it writes the row.
    public DeletedRows()
        : base(
            $"""
            WITH gone AS (
                DELETE FROM instances i USING unnest($1::bigint[], $2::bigint[]) d(n, ended)
                WHERE i.n = d.n AND i.finished_at <= d.ended AND i.wake_at IS NULL AND {HasNoChildren} RETURNING i.n, i.head_pos),
            l AS (DELETE FROM labels USING gone WHERE instance = gone.n),
            f AS (DELETE FROM fields USING gone WHERE instance = gone.n),
            s AS (DELETE FROM snapshots USING gone WHERE instance = gone.n),
            u AS (DELETE FROM subscriptions USING gone WHERE instance = gone.n)
            INSERT INTO leftovers(instance, head_pos) SELECT n, head_pos FROM gone
            """)
    {
        (_instances, _ends) = (Longs(), Longs());
    }

    public override int Count => _instances.Count;

    /// <returns>False when the statement as it is must come first: a parent is deleted only when its children are gone.</returns>
    public bool TryAdd(ShardAction.Delete delete, long n)
    {
        var id = delete.Instance.Text;
        if (_ids.Count > 0 && _ids.Any(other => other.Length > id.Length && other[id.Length] == '/' && other.StartsWith(id, StringComparison.Ordinal)))
        {
            return false;
        }

        if (id.Contains('/', StringComparison.Ordinal))
        {
            _ids.Add(id);
        }

        _instances.Add(n);
        _ends.Add(delete.EndedThrough.UtcTicks);
        return true;
    }

    public void Reset()
    {
        Clear();
        _ids.Clear();
    }
}
