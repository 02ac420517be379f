using System.Collections.Immutable;
using System.Globalization;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Schemas;

/// <summary>Frozen when the store was made.</summary>
internal readonly record struct StoreHeader(int Shards, int EventParts);

/// <summary>The schema of a store: its version, and how it comes to the next.</summary>
internal static class StoreSchema
{
    private const string Version =
        """
        SELECT CASE WHEN to_regclass(quote_ident($1) || '.header') IS NULL THEN 0 ELSE 1 END,
               (SELECT count(*) FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace WHERE s.nspname = $1 AND c.relkind IN ('r', 'p'))
        """;

    /// <summary>Sets up an empty database; an older store is left as it is, for whoever decides when to migrate.</summary>
    public static async Task<StoreHeader> Prepare(Session session, StoreAddress address, PostgresJournalOptions options, CancellationToken cancellation)
    {
        var version = await ReadVersion(session, address, options, cancellation);
        if (version == 0)
        {
            version = await Migrate(session, address, options, cancellation);
        }

        if (version < options.Migrations.Length)
        {
            throw new JournalUnavailableException(
                $"The store '{address.Name}' has format {version}, this program needs format {options.Migrations.Length}. Make a backup, stop the nodes of older versions, and run 'continuo store migrate'.");
        }

        var header = (await session.Rows("SELECT key, value FROM header", row => (row.GetString(0), row.GetInt64(1)), cancellation)).ToDictionary(row => row.Item1, row => row.Item2);
        return new((int)header["shards"], (int)header["event_parts"]);
    }

    /// <summary>Brings the store to this program's format; all steps or none.</summary>
    /// <returns>The format that it has now.</returns>
    public static async Task<int> Migrate(Session session, StoreAddress address, PostgresJournalOptions options, CancellationToken cancellation)
    {
        await using var transaction = await session.Connection.BeginTransactionAsync(cancellation);

        // Nodes that start at once make one store between them.
        await session.Execute("SELECT pg_advisory_xact_lock(hashtextextended('continuo ' || $1, 0))", cancellation, Parameter.Of(options.Schema));
        await session.Execute($"CREATE SCHEMA IF NOT EXISTS {Session.Quote(options.Schema)}", cancellation);
        var version = await ReadVersion(session, address, options, cancellation);
        foreach (var step in options.Migrations[version..])
        {
            await session.Execute(step, cancellation);
        }

        if (version == 0)
        {
            await WriteHeader(session, options, cancellation);
        }

        await session.Execute("INSERT INTO header VALUES('format', $1) ON CONFLICT(key) DO UPDATE SET value = excluded.value", cancellation, Parameter.Of((long)options.Migrations.Length));
        await transaction.CommitAsync(cancellation);
        return options.Migrations.Length;
    }

    /// <summary>Makes an empty store within the transaction that is open.</summary>
    public static async Task Make(Session session, PostgresJournalOptions options, CancellationToken cancellation)
    {
        await session.Execute("SELECT pg_advisory_xact_lock(hashtextextended('continuo ' || $1, 0))", cancellation, Parameter.Of(options.Schema));
        await session.Execute($"CREATE SCHEMA IF NOT EXISTS {Session.Quote(options.Schema)}", cancellation);
        foreach (var step in options.Migrations)
        {
            await session.Execute(step, cancellation);
        }

        await WriteHeader(session, options, cancellation);
        await session.Execute("INSERT INTO header VALUES('format', $1)", cancellation, Parameter.Of((long)options.Migrations.Length));
    }

    /// <returns>Zero when there is no store yet.</returns>
    public static async Task<int> ReadVersion(Session session, StoreAddress address, PostgresJournalOptions options, CancellationToken cancellation)
    {
        var (isStore, tables) = (await session.Rows(Version, row => (row.GetInt32(0) == 1, row.GetInt64(1)), cancellation, Parameter.Of(options.Schema)))[0];
        if (!isStore)
        {
            return tables == 0
                ? 0
                : throw new JournalUnavailableException($"The schema '{options.Schema}' of '{address.Name}' has tables of another program. Choose another database or schema.");
        }

        var version = (int)await session.Scalar<long>("SELECT value FROM header WHERE key = 'format'", cancellation);
        return version <= options.Migrations.Length
            ? version
            : throw new JournalUnavailableException(
                $"The store '{address.Name}' has format {version}, this program knows formats up to {options.Migrations.Length}: a newer Continuo wrote it. Use that version or a later one, or another database.");
    }

    private static async Task WriteHeader(Session session, PostgresJournalOptions options, CancellationToken cancellation)
    {
        await session.Execute(
            "INSERT INTO header VALUES('shards', $1), ('event_parts', $2)", cancellation, Parameter.Of((long)options.Shards), Parameter.Of((long)options.EventParts));
        await session.Execute("INSERT INTO shards(shard) SELECT generate_series(0, $1 - 1)", cancellation, Parameter.Of(options.Shards));
        await session.Execute(Partitions.Create(options.Schema, 0), cancellation);
    }
}
