using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Reading;

/// <summary>Instances by id: the row tells the number and a head, the journal is a chain back from the newest head that anybody knows.</summary>
internal static class InstanceReads
{
    /// <summary>The newest commit, whoever owns the shard: later than the row says only in the part of the journal that no checkpoint has covered.</summary>
    private const string Head =
        """
        SELECT i.n, greatest(i.head_pos, coalesce((
            SELECT max(j.pos) FROM journal j WHERE j.shard = i.shard AND j.pos > s.checkpoint_pos AND j.instance = i.n), 0))
        FROM instances i JOIN shards s ON s.shard = i.shard WHERE i.id = $1
        """;

    // One statement sees one moment: the row, the snapshot, and every commit after it.
    private static string LoadFrom(string head) =>
        $"""
        WITH RECURSIVE found AS MATERIALIZED (
            SELECT i.n, i.shard, {head} AS head FROM instances i JOIN shards s ON s.shard = i.shard WHERE i.id = $1),
        kept AS MATERIALIZED (SELECT s.pos, s.bytes, s.payloads FROM found f JOIN snapshots s ON s.instance = f.n),
        chain AS (
            SELECT j.pos, j.prev_pos, j.seq, j.facts, j.payloads FROM found f JOIN journal j ON j.shard = f.shard AND j.pos = f.head
            UNION ALL
            SELECT j.pos, j.prev_pos, j.seq, j.facts, j.payloads FROM chain c, found f, journal j
            WHERE c.prev_pos > coalesce((SELECT pos FROM kept), 0) AND j.shard = f.shard AND j.pos = c.prev_pos)
        SELECT 0, n, head, NULL::bytea, NULL::bytea, 0 FROM found
        UNION ALL SELECT 1, pos, 0, bytes, payloads, 0 FROM kept
        UNION ALL SELECT 2, pos, seq, facts, payloads, prev_pos FROM chain
        """;

    private static readonly string s_loadOwn = LoadFrom("greatest(i.head_pos, $2)");

    private static readonly string s_load = LoadFrom(
        "greatest(i.head_pos, $2, coalesce((SELECT max(j.pos) FROM journal j WHERE j.shard = i.shard AND j.pos > s.checkpoint_pos AND j.instance = i.n), 0))");

    /// <param name="session">Reads.</param>
    /// <param name="instance">Which.</param>
    /// <param name="head">The newest position that is known here.</param>
    /// <param name="isOwn">Whether this process writes the shard, and so knows every head that the rows do not tell.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static async Task<StoredInstance?> Load(Session session, InstanceId instance, long head, bool isOwn, CancellationToken cancellation)
    {
        await using var command = session.Command(isOwn ? s_loadOwn : s_load, Parameter.Of(instance.Text), Parameter.Of(head));
        var (n, newest, seq, oldest) = (0L, 0L, 0L, 0L);
        var (pos, bytes) = (0L, (ReadOnlyMemory<byte>?)null);
        var commits = new List<ReadOnlyMemory<byte>>();
        var payloads = new PayloadReads(instance, 0);
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                switch (reader.GetInt32(0))
                {
                    case 0:
                        (n, newest) = (reader.GetInt64(1), reader.GetInt64(2));
                        payloads = new(instance, n);
                        break;
                    case 1:
                        (pos, bytes) = (reader.GetInt64(1), Bytes(reader, 3));
                        payloads.Note(reader, 4);
                        break;
                    default:
                        var at = reader.GetInt64(1);
                        seq = at == newest ? reader.GetInt64(2) : seq;
                        oldest = reader.GetInt64(5);
                        if (at > pos)
                        {
                            commits.Add(Bytes(reader, 3));
                            payloads.Note(reader, 4);
                        }

                        break;
                }
            }
        }

        if (n == 0)
        {
            return null;
        }

        if (seq == 0 || oldest > pos)
        {
            throw Missing(instance, seq == 0 ? newest : oldest);
        }

        commits.Reverse();
        await payloads.Read(session, cancellation);
        payloads.AllMustBeThere();
        return new(instance, InstanceNumber.Within(n), newest, seq, pos, bytes, [.. commits]) { Payloads = payloads.All };
    }

    public static async Task<(long N, long Pos)?> FindHead(Session session, InstanceId instance, CancellationToken cancellation) =>
        await session.Rows(Head, row => (row.GetInt64(0), row.GetInt64(1)), cancellation, Parameter.Of(instance.Text)) is [var found] ? found : null;

    /// <summary>Notes positions from <paramref name="at"/> back to <paramref name="last"/>, newest first.</summary>
    /// <returns>Where to go on; not after <paramref name="last"/> when the walk is done.</returns>
    public static async Task<long> WalkBack(Session session, InstanceId instance, long n, long at, long last, List<long> positions, CancellationToken cancellation)
    {
        // Well within the time that a read may take.
        const string Walk =
            """
            WITH RECURSIVE chain AS (
                SELECT pos, prev_pos, 1 AS step FROM journal WHERE shard = $1 AND pos = $2
                UNION ALL SELECT j.pos, j.prev_pos, c.step + 1 FROM chain c JOIN journal j ON j.shard = $1 AND j.pos = c.prev_pos WHERE c.prev_pos > $3 AND c.step < 20000)
            SELECT pos, prev_pos FROM chain
            """;
        var next = at;
        foreach (var (pos, previous) in await session.Rows(
            Walk, row => (row.GetInt64(0), row.GetInt64(1)), cancellation, Parameter.Of(InstanceNumber.ShardOf(n)), Parameter.Of(at), Parameter.Of(last)))
        {
            positions.Add(pos);
            next = previous;
        }

        return next != at ? next : throw Missing(instance, at);
    }

    public static async Task<ImmutableArray<StoredCommit>> ReadCommits(Session session, InstanceId instance, long n, long[] positions, CancellationToken cancellation)
    {
        var payloads = new PayloadReads(instance, n);
        var rows = await session.Rows(
            "SELECT pos, at, facts, payloads FROM journal WHERE shard = $1 AND pos = ANY($2) ORDER BY pos",
            row => (Commit: new StoredCommit(row.GetInt64(0), new(row.GetInt64(1), TimeSpan.Zero), row.GetFieldValue<byte[]>(2)), Hashes: payloads.Note(row, 3)),
            cancellation,
            Parameter.Of(InstanceNumber.ShardOf(n)),
            Parameter.Of(positions));
        if (rows.Count < positions.Length)
        {
            throw Missing(instance, positions.Except(rows.Select(row => row.Commit.Pos)).First());
        }

        await payloads.Read(session, cancellation);
        return [.. rows.Select(row => row.Commit with { Payloads = payloads.Of(row.Hashes) })];
    }

    public static async Task<ImmutableArray<EndedInstance>> ReadEnded(Session session, DateTimeOffset through, (long At, long N) after, int limit, CancellationToken cancellation) =>
        [.. await session.Rows(
            $"""
            SELECT i.id, i.n, i.finished_at FROM instances i
            WHERE i.finished_at IS NOT NULL AND (i.finished_at, i.n) > ($1, $2) AND i.finished_at <= $3 AND i.wake_at IS NULL AND {DeletedRows.HasNoChildren}
            ORDER BY i.finished_at, i.n LIMIT $4
            """,
            row => new EndedInstance(new(row.GetString(0)), InstanceNumber.Within(row.GetInt64(1)), new(row.GetInt64(2), TimeSpan.Zero)),
            cancellation,
            Parameter.Of(after.At),
            Parameter.Of(after.N),
            Parameter.Of(through.UtcTicks),
            Parameter.Of(limit))];

    private static byte[] Bytes(NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static JournalUnavailableException Missing(InstanceId instance, long pos) =>
        new($"Commit {pos} of '{instance}' is missing: the store is damaged. Stop using it, keep a copy, and restore a backup.");
}
