using Continuo.Engine.Instances;
using Continuo.Journal.Postgres.Connections;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>The newest commit of a shard, and the instances whose rows do not tell their newest one.</summary>
internal sealed record ScannedTail(int Shard, long Pos, long At, bool IsNew, List<(InstanceId Instance, long N, long Pos)> Lagging);

/// <summary>Reads what the rows of shards do not tell: one pass over the journal after their checkpoints.</summary>
internal static class TailScan
{
    private const string Newest =
        """
        SELECT s.shard, s.last_pos, s.last_at, coalesce(t.pos, 0), coalesce(t.at, 0)
        FROM unnest($1::int[]) u(shard) JOIN shards s ON s.shard = u.shard
        LEFT JOIN LATERAL (SELECT j.pos, j.at FROM journal j WHERE j.shard = s.shard AND j.pos > s.checkpoint_pos ORDER BY j.pos DESC LIMIT 1) t ON true
        """;

    private const string Lagging =
        """
        SELECT t.shard, i.id, i.n, t.pos FROM unnest($1::int[]) u(shard) JOIN shards s ON s.shard = u.shard
        CROSS JOIN LATERAL (SELECT j.shard, j.instance, max(j.pos) AS pos FROM journal j WHERE j.shard = s.shard AND j.pos > s.checkpoint_pos GROUP BY j.shard, j.instance) t
        JOIN instances i ON i.n = t.instance WHERE i.head_pos < t.pos
        """;

    public static async Task<List<ScannedTail>> Read(Session session, int[] shards, CancellationToken cancellation)
    {
        var lagging = (await session.Rows(
            Lagging, row => (Shard: row.GetInt32(0), Instance: new InstanceId(row.GetString(1)), N: row.GetInt64(2), Pos: row.GetInt64(3)), cancellation, Parameter.Of(shards))).ToLookup(row => row.Shard);
        return await session.Rows(
            Newest,
            row =>
            {
                var shard = row.GetInt32(0);
                var isNew = row.GetInt64(3) > row.GetInt64(1);
                return new ScannedTail(
                    shard,
                    isNew ? row.GetInt64(3) : row.GetInt64(1),
                    isNew ? row.GetInt64(4) : row.GetInt64(2),
                    isNew,
                    [.. lagging[shard].Select(found => (found.Instance, found.N, found.Pos))]);
            },
            cancellation,
            Parameter.Of(shards));
    }
}
