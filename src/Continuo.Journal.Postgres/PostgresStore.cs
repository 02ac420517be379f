using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Schemas;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres;

/// <summary>What is done to a store as a whole, with no node on it.</summary>
public static class PostgresStore
{
    /// <summary>An Npgsql connection string for what others keep beside the store, in its schema.</summary>
    /// <exception cref="JournalUnavailableException">The address is not understood.</exception>
    public static string ConnectionString(PostgresJournalOptions options) =>
        new NpgsqlConnectionStringBuilder(StoreAddress.Read(options.Store).ConnectionString("cluster", options.ConnectLimit, options.ReadLimit)) { Pooling = true, SearchPath = options.Schema }.ConnectionString;

    /// <summary>Brings a store to the format of this program, or makes it; all of it or nothing.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="isDryRun">Only tells what would be done.</param>
    /// <param name="cancellation">Ends it, and nothing is changed.</param>
    /// <exception cref="JournalUnavailableException">It cannot be reached, or is no store of ours; says why and what to do.</exception>
    public static async Task<StoreMigration> Migrate(PostgresJournalOptions options, bool isDryRun, CancellationToken cancellation = default)
    {
        var address = StoreAddress.Read(options.Store);
        try
        {
            // A step that rewrites a large table takes its time.
            await using var session = await Session.Open(address, options, "migrate", TimeSpan.FromHours(12), cancellation);
            await ServerCheck.Check(session, address, options, cancellation);
            var version = await StoreSchema.ReadVersion(session, address, options, cancellation);
            var isChanged = version < options.Migrations.Length && !isDryRun;
            if (isChanged)
            {
                await StoreSchema.Migrate(session, address, options, cancellation);
            }

            return new(version, options.Migrations.Length, isChanged);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            throw FailureWords.Say(problem, address.Name);
        }
    }
}
