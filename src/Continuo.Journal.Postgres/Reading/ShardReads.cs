using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Postgres.Reading;

/// <summary>What a shard reads of itself: its image, what is due, events.</summary>
internal static class ShardReads
{
    private const string Row = "SELECT event_marks, adoptions, suspect, strikes FROM shards WHERE shard = $1";
    private const string EventTails = "SELECT coalesce((SELECT max(n) FROM events WHERE part = p), 0) FROM generate_series(0, $1 - 1) p ORDER BY p";

    private const string Subscriptions =
        """
        SELECT i.id, s.frame, s.keys, s.since FROM subscriptions s JOIN instances i ON i.n = s.instance
        WHERE s.instance >= $1 AND s.instance < $2 ORDER BY s.instance, s.frame
        """;

    // By keyset: rows that share a time beyond the limit are reached by their number.
    private const string Due =
        """
        SELECT wake_at, n, id FROM instances
        WHERE shard = $1 AND wake_at IS NOT NULL AND (wake_at, n) > ($2, $3) AND wake_at <= $4 ORDER BY wake_at, n LIMIT $5
        """;

    public static async Task<ShardImage> ReadImage(
        Session session, ShardId shard, (Tails.ShardTail Tail, Dictionary<InstanceId, long> Heads)? own, int eventParts, CancellationToken cancellation)
    {
        var (tail, heads) = own ?? await Scan(session, shard, cancellation);
        var image = (await session.Rows(
            Row,
            row => new ShardImage
            {
                LastPos = tail.Pos,
                LastCommitAt = tail.At == 0 ? default : new(tail.At, TimeSpan.Zero),
                Heads = heads,
                Subscriptions = [],
                EventTails = [],
                EventMarks = Padded(row.GetFieldValue<long[]>(0), eventParts),
                Adoptions = row.GetInt32(1),
                Suspect = row.IsDBNull(2) ? null : new(new(row.GetString(2)), row.GetInt32(3)),
            },
            cancellation,
            Parameter.Of(shard.Number)))[0];
        var subscriptions = await session.Rows(
            Subscriptions,
            row => new Subscription(new(row.GetString(0)), row.GetInt32(1), KeyBytes.Read(row.GetFieldValue<byte[]>(2)), row.GetInt64(3)),
            cancellation,
            Parameter.Of(InstanceNumber.Of(shard.Number, 0)),
            Parameter.Of(InstanceNumber.Of(shard.Number + 1, 0)));
        var tails = await session.Rows(EventTails, row => row.GetInt64(0), cancellation, Parameter.Of(eventParts));
        return image with { Subscriptions = [.. subscriptions], EventTails = [.. tails] };
    }

    public static async Task<ImmutableArray<Wake>> ReadWake(Session session, ShardId shard, Wake? from, DateTimeOffset through, int limit, CancellationToken cancellation) =>
        [.. await session.Rows(
            Due,
            row => new Wake(new(row.GetInt64(0)), InstanceNumber.Within(row.GetInt64(1)), new(row.GetString(2))),
            cancellation,
            Parameter.Of(shard.Number),
            Parameter.Of(from?.At.Ticks ?? -1),
            Parameter.Of(InstanceNumber.Of(shard.Number, from?.Number ?? 0)),
            Parameter.Of(through.UtcTicks),
            Parameter.Of(limit))];

    public static async Task<EventPage> ReadEvents(Session session, int part, ImmutableArray<EventKey> keys, long after, int limit, CancellationToken cancellation)
    {
        // The tail first: events that come later are of a later page.
        var tail = Math.Max(after, await session.Scalar<long>("SELECT coalesce(max(n), 0) FROM events WHERE part = $1", cancellation, Parameter.Of(part)));
        var isAll = keys.IsDefaultOrEmpty || keys.Contains(EventKey.Any);
        var found = await session.Rows(
            isAll
                ? "SELECT n, at, body FROM events WHERE part = $1 AND n > $2 AND n <= $3 ORDER BY n LIMIT $4"
                : """
                  SELECT e.n, e.at, e.body FROM (
                      SELECT k.n FROM unnest($5::bigint[]) u(key) CROSS JOIN LATERAL (
                          SELECT x.n FROM events x WHERE x.part = $1 AND x.key = u.key AND x.n > $2 AND x.n <= $3 ORDER BY x.n LIMIT $4) k
                      ORDER BY k.n LIMIT $4) f
                  JOIN events e ON e.part = $1 AND e.n = f.n ORDER BY e.n
                  """,
            row => new StoredEvent(row.GetInt64(0), JsonReader.Read(row.GetFieldValue<byte[]>(2)), new(row.GetInt64(1), TimeSpan.Zero)),
            cancellation,
            [Parameter.Of(part), Parameter.Of(after), Parameter.Of(tail), Parameter.Of(limit), .. isAll ? [] : (Npgsql.NpgsqlParameter[])[Parameter.Of([.. keys.Select(key => key.Hash).Distinct()])]]);
        return new([.. found], found.Count < limit ? tail : found[^1].N);
    }

    /// <summary>As an owner would find it: for a shard of another process.</summary>
    private static async Task<(Tails.ShardTail Tail, Dictionary<InstanceId, long> Heads)> Scan(Session session, ShardId shard, CancellationToken cancellation)
    {
        var scanned = (await TailScan.Read(session, [shard.Number], cancellation))[0];
        return (new(scanned.Pos, scanned.At, false), scanned.Lagging.ToDictionary(found => found.Instance, found => found.Pos));
    }

    private static ImmutableArray<long> Padded(long[] marks, int parts) => [.. Enumerable.Range(0, parts).Select(part => part < marks.Length ? marks[part] : 0)];
}
