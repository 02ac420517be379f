using System.Globalization;
using Continuo.Engine.Ownership;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Who holds a shard, as its row says.</summary>
/// <param name="Writer">Null when nobody does.</param>
/// <param name="IsFenced">Also when the store has forgotten the writer.</param>
internal sealed record Holder(int Shard, long? Writer, long Epoch, string Node, bool IsFenced);

/// <summary>Fence, compare and set, and only then read: take-over, forced hand-over and the own reload after an unknown outcome are this one operation.</summary>
internal static class Claims
{
    /// <summary>Writers of the past that are kept, for whoever asks what happened.</summary>
    private const int Remembered = 1_000;

    private const string Register =
        """
        INSERT INTO writers(node, slot, pid, backend_start)
        SELECT $1, $2, pg_backend_pid(), (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()) RETURNING id
        """;

    // In the order of the shards, so that two who claim never wait for each other in a ring.
    private const string CompareAndSet =
        """
        WITH wanted AS MATERIALIZED (
            SELECT s.shard FROM shards s JOIN unnest($2::int[], $3::bigint[], $4::bigint[]) c(shard, writer, epoch) ON c.shard = s.shard
            WHERE s.epoch = c.epoch AND s.writer IS NOT DISTINCT FROM nullif(c.writer, 0) ORDER BY s.shard FOR UPDATE OF s)
        UPDATE shards s SET writer = $1, epoch = s.epoch + 1, adoptions = s.adoptions + 1 FROM wanted WHERE s.shard = wanted.shard RETURNING s.shard, s.epoch
        """;

    public static async Task<List<Holder>> ReadHolders(Session session, int[] shards, CancellationToken cancellation) => await session.Rows(
        """
        SELECT s.shard, coalesce(s.writer, 0), s.epoch, coalesce(w.node, ''), coalesce(w.fenced, true)
        FROM shards s LEFT JOIN writers w ON w.id = s.writer WHERE s.shard = ANY($1) ORDER BY s.shard
        """,
        row => new Holder(row.GetInt32(0), row.GetInt64(1) is > 0 and var writer ? writer : null, row.GetInt64(2), row.GetString(3), row.GetBoolean(4)),
        cancellation,
        Parameter.Of(shards));

    /// <summary>A new incarnation for a connection.</summary>
    public static async Task<long> Enter(Session session, string node, int slot, CancellationToken cancellation)
    {
        var writer = await session.Scalar<long>(Register, cancellation, Parameter.Of(node), Parameter.Of(slot));
        await session.Execute(
            "DELETE FROM writers w WHERE w.fenced AND w.id < $1 AND NOT EXISTS (SELECT 1 FROM shards s WHERE s.writer = w.id)", cancellation, Parameter.Of(writer - Remembered));
        return writer;
    }

    public static Task<bool> IsFenced(Session session, long writer, CancellationToken cancellation) =>
        session.Scalar<bool>("SELECT NOT EXISTS (SELECT 1 FROM writers WHERE id = $1 AND NOT fenced)", cancellation, Parameter.Of(writer));

    /// <summary>In words, for a writer that finds itself fenced.</summary>
    public static async Task<string> WhoFenced(Session session, long writer)
    {
        try
        {
            return await session.Scalar<string>("SELECT fenced_by FROM writers WHERE id = $1", CancellationToken.None, Parameter.Of(writer)) is { } node
                ? $"node '{node}' has taken over shards of this writer"
                : "the store knows this writer no more";
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            return "another node has taken over shards of this writer";
        }
    }

    /// <summary>Which writers stand between this process and the shards, and are to be fenced.</summary>
    public static IEnumerable<long> ToFence(IEnumerable<Holder> holders, ClaimMode mode, IReadOnlySet<long> own, long current) => holders
        .Where(holder => holder is { Writer: not null, IsFenced: false } && (mode == ClaimMode.TakeOver || (own.Contains(holder.Writer.Value) && holder.Writer != current)))
        .Select(holder => holder.Writer!.Value)
        .Distinct();

    /// <returns>The shards that are the writer's now, with their epochs: those whose holder is still the one that was seen.</returns>
    public static async Task<List<(int Shard, long Epoch)>> Take(Session session, long writer, IReadOnlyCollection<Holder> seen, CancellationToken cancellation) => await session.Rows(
        CompareAndSet,
        row => (row.GetInt32(0), row.GetInt64(1)),
        cancellation,
        Parameter.Of(writer),
        Parameter.Of([.. seen.Select(holder => holder.Shard)]),
        Parameter.Of([.. seen.Select(holder => holder.Writer ?? 0)]),
        Parameter.Of([.. seen.Select(holder => holder.Epoch)]));

    /// <exception cref="JournalUnavailableException">The clocks differ: due times and retention would be wrong.</exception>
    public static async Task CheckClock(Session session, PostgresJournalOptions options, CancellationToken cancellation)
    {
        var before = options.Clock.GetUtcNow();
        var theirs = new DateTimeOffset(await session.Scalar<DateTime>("SELECT clock_timestamp()", cancellation), TimeSpan.Zero);
        var after = options.Clock.GetUtcNow();
        var off = theirs < before ? before - theirs : theirs > after ? theirs - after : TimeSpan.Zero;
        if (off > options.ClockLimit)
        {
            throw new JournalUnavailableException(string.Create(
                CultureInfo.InvariantCulture,
                $"The clock of this node is {off.TotalSeconds:0.0} s off the database's; more than {options.ClockLimit.TotalSeconds:0.#} s is refused, for timers would fire early or late. Set it right (NTP) and start again."));
        }
    }
}
