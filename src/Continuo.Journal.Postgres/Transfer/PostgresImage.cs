using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Schemas;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Transfer;

/// <summary>A store in a database as it is at one moment, read through one transaction.</summary>
public sealed class PostgresImage : IStoreExport
{
    /// <summary>Whoever takes the rows may be slow.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(12);

    private const string LiveWriters =
        """
        SELECT DISTINCT w.node FROM shards s JOIN writers w ON w.id = s.writer
        WHERE NOT w.fenced AND EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = w.pid AND a.backend_start = w.backend_start)
        """;

    private readonly Session _session;
    private readonly string _name;

    private PostgresImage(Session session, string name, StoreHeading heading) => (_session, _name, Heading) = (session, name, heading);

    public StoreHeading Heading { get; }

    /// <param name="options">Where it is.</param>
    /// <param name="alone">Whether no node may have a shard, or claim one meanwhile.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="JournalUnavailableException">There is no store, it cannot be read, or a node has it; says what to do.</exception>
    public static async Task<PostgresImage> Open(PostgresJournalOptions options, bool alone, CancellationToken cancellation)
    {
        var address = StoreAddress.Read(options.Store);
        var session = await Session.Open(address, options with { CommitLimit = s_patience }, "export", s_patience, cancellation);
        try
        {
            var version = await StoreSchema.ReadVersion(session, address, options, cancellation);
            if (version < options.Migrations.Length)
            {
                throw new JournalUnavailableException(version == 0
                    ? $"There is no store in '{address.Name}'."
                    : $"The store '{address.Name}' has format {version}, this program works with format {options.Migrations.Length}. Run 'continuo store migrate' first.");
            }

            await session.Execute("BEGIN ISOLATION LEVEL REPEATABLE READ", cancellation);
            if (alone)
            {
                // A claim writes to this table, and waits until this transaction ends.
                await session.Execute("LOCK TABLE shards IN SHARE MODE", cancellation);
                var nodes = await session.Rows(LiveWriters, row => row.GetString(0), cancellation);
                if (nodes.Count > 0)
                {
                    throw new JournalUnavailableException($"Nodes have the store '{address.Name}' open: {string.Join(", ", nodes)}. Stop them first.");
                }
            }

            return new(session, address.Name, await ReadHeading(session, address, options, cancellation));
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            await session.DisposeAsync();
            throw FailureWords.Say(problem, address.Name);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async IAsyncEnumerable<StoreItem> Read([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var items = new ImageReading(_session, Heading.EventParts).Read(cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
            {
                throw FailureWords.Say(problem, _name);
            }

            yield return items.Current;
        }
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<StoreHeading> ReadHeading(Session session, StoreAddress address, PostgresJournalOptions options, CancellationToken cancellation)
    {
        var header = (await session.Rows("SELECT key, value FROM header", row => (row.GetString(0), row.GetInt64(1)), cancellation)).ToDictionary(row => row.Item1, row => row.Item2);
        return new("postgres", address.Name, options.Migrations.Length, (int)header["shards"], (int)header["event_parts"], IsNumberedByShard: true)
        {
            Definitions = await session.Scalar<long>("SELECT count(*) FROM definitions", cancellation),
            Instances = await session.Scalar<long>("SELECT count(*) FROM instances", cancellation),
            Commits = await session.Scalar<long>("SELECT count(*) FROM journal", cancellation),
            Events = await session.Scalar<long>("SELECT count(*) FROM events", cancellation),
        };
    }
}
