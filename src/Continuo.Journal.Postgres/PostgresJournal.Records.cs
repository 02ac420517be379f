using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Postgres;

public sealed partial class PostgresJournal
{
    private const string SaveRecord =
        "INSERT INTO records(kind, key, value, version) VALUES($1, $2, $3, 1) ON CONFLICT(kind, key) DO UPDATE SET value = excluded.value, version = records.version + 1";

    // Each shard gives its next ones, beginning with another shard each time: none waits for ever behind one that is busy.
    private const string NextChanges =
        """
        SELECT u.shard, j.pos, i.id FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY u(shard, after, turn)
        CROSS JOIN LATERAL (SELECT x.pos, x.instance FROM journal x WHERE x.shard = u.shard AND x.pos > u.after ORDER BY x.pos LIMIT $3) j
        JOIN instances i ON i.n = j.instance ORDER BY u.turn, j.pos LIMIT $3
        """;

    private const string Ownership =
        """
        SELECT s.shard, w.node, coalesce(w.fenced, s.writer IS NOT NULL), s.epoch, greatest(s.last_pos, coalesce(t.pos, 0)), greatest(s.last_pos, coalesce(t.pos, 0)) - s.checkpoint_pos, s.adoptions
        FROM shards s LEFT JOIN writers w ON w.id = s.writer
        LEFT JOIN LATERAL (SELECT j.pos FROM journal j WHERE j.shard = s.shard AND j.pos > s.checkpoint_pos ORDER BY j.pos DESC LIMIT 1) t ON true
        ORDER BY s.shard
        """;

    private int _nextShard;

    public async ValueTask<ImmutableArray<InstanceChange>> Changes(ImmutableArray<long> after, int limit, CancellationToken cancellation)
    {
        var first = (int)((uint)Interlocked.Increment(ref _nextShard) % (uint)Shards);
        int[] turns = [.. Enumerable.Range(0, Shards).Select(turn => (first + turn) % Shards)];
        return [.. await _readers.Read(
            session => session.Rows(
                NextChanges,
                row => new InstanceChange(row.GetInt64(1), new(row.GetString(2))),
                cancellation,
                Parameter.Of(turns),
                Parameter.Of([.. turns.Select(shard => shard < after.Length ? after[shard] : 0)]),
                Parameter.Of(limit)),
            cancellation)];
    }

    public async ValueTask<StoreOwnership> ReadOwnership(CancellationToken cancellation) => new(
        [.. await _readers.Read(
            session => session.Rows(
                Ownership,
                row => new OwnedShard(
                    new ShardId(row.GetInt32(0)), row.IsDBNull(1) ? null : row.GetString(1), row.GetBoolean(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt32(6)),
                cancellation),
            cancellation)]);

    public async ValueTask<ReadOnlyMemory<byte>?> ReadRecord(string kind, string key, CancellationToken cancellation) =>
        (await _readers.Read(
            session => session.Rows("SELECT value FROM records WHERE kind = $1 AND key = $2", row => row.GetFieldValue<byte[]>(0), cancellation, Parameter.Of(kind), Parameter.Of(key)),
            cancellation)) is [var value] ? value : (ReadOnlyMemory<byte>?)null;

    public async ValueTask WriteRecord(string kind, string key, ReadOnlyMemory<byte> value, CancellationToken cancellation) =>
        await _control.Run(session => session.Execute(SaveRecord, cancellation, Parameter.Of(kind), Parameter.Of(key), Parameter.Of(value)), cancellation);
}
