using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Postgres.Reading;

/// <summary>A history backwards: the journal leads back by itself, and each snapshot is kept beside the commit that it includes.</summary>
internal static class HistoryChunks
{
    // Ends before the first commit whose predecessor has a snapshot: that snapshot is the state before it.
    private const string Back =
        """
        WITH RECURSIVE chain AS (
            SELECT j.pos, j.prev_pos, j.at, j.facts, j.payloads, s.bytes, s.refs FROM journal j
            LEFT JOIN LATERAL (
                SELECT p.bytes, p.payloads AS refs FROM past_snapshots p WHERE p.instance = $2 AND p.pos = j.prev_pos
                UNION ALL SELECT n.bytes, n.payloads FROM snapshots n WHERE n.instance = $2 AND n.pos = j.prev_pos) s ON true
            WHERE j.shard = $1 AND j.pos = $3
            UNION ALL
            SELECT j.pos, j.prev_pos, j.at, j.facts, j.payloads, s.bytes, s.refs FROM chain c JOIN journal j ON j.shard = $1 AND j.pos = c.prev_pos
            LEFT JOIN LATERAL (
                SELECT p.bytes, p.payloads AS refs FROM past_snapshots p WHERE p.instance = $2 AND p.pos = j.prev_pos
                UNION ALL SELECT n.bytes, n.payloads FROM snapshots n WHERE n.instance = $2 AND n.pos = j.prev_pos) s ON true
            WHERE c.bytes IS NULL AND c.prev_pos > 0)
        SELECT pos, prev_pos, at, facts, payloads, bytes, refs FROM chain
        """;

    /// <param name="session">Reads.</param>
    /// <param name="instance">Whose.</param>
    /// <param name="head">Its number and newest position.</param>
    /// <param name="before">Commits from here on are left out.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static async Task<HistoryChunk> Read(Session session, InstanceId instance, (long N, long Pos) head, long before, CancellationToken cancellation)
    {
        var start = await Start(session, instance, head, before, cancellation);
        if (start <= 0)
        {
            return new(null, []);
        }

        var payloads = new PayloadReads(instance, head.N);
        var rows = await session.Rows(
            Back,
            row => (
                Commit: new StoredCommit(row.GetInt64(0), new(row.GetInt64(2), TimeSpan.Zero), row.GetFieldValue<byte[]>(3)),
                Previous: row.GetInt64(1),
                Hashes: payloads.Note(row, 4),
                Snapshot: row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5),
                Referred: payloads.Note(row, 6)),
            cancellation,
            Parameter.Of(InstanceNumber.ShardOf(head.N)),
            Parameter.Of(head.N),
            Parameter.Of(start));
        if (rows.Count == 0 || (rows[^1].Snapshot is null && rows[^1].Previous > 0))
        {
            throw InstanceReads.Missing(instance, rows.Count == 0 ? start : rows[^1].Previous);
        }

        await payloads.Read(session, cancellation);
        ImmutableArray<StoredCommit> commits = [.. rows.AsEnumerable().Reverse().Select(row => row.Commit with { Payloads = payloads.Of(row.Hashes) })];
        return rows[^1].Snapshot is { } bytes ? new(new ReadOnlyMemory<byte>(bytes), commits) { Payloads = payloads.Of(rows[^1].Referred) } : new(null, commits);
    }

    /// <summary>The newest commit before a place. Who pages names a commit or the place after one, and needs no walk.</summary>
    private static async Task<long> Start(Session session, InstanceId instance, (long N, long Pos) head, long before, CancellationToken cancellation)
    {
        if (before > head.Pos)
        {
            return head.Pos;
        }

        var known = await session.Rows(
            "SELECT pos, prev_pos FROM journal WHERE shard = $1 AND pos IN ($2, $2 - 1) AND instance = $3 ORDER BY pos DESC",
            row => (Pos: row.GetInt64(0), Previous: row.GetInt64(1)),
            cancellation,
            Parameter.Of(InstanceNumber.ShardOf(head.N)),
            Parameter.Of(before),
            Parameter.Of(head.N));
        if (known.Count > 0)
        {
            return known[0].Pos == before ? known[0].Previous : known[0].Pos;
        }

        var at = head.Pos;
        while (at >= before)
        {
            at = await InstanceReads.WalkBack(session, instance, head.N, at, before - 1, [], cancellation);
        }

        return at;
    }
}
