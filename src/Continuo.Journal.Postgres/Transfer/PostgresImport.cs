using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Schemas;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Transfer;

/// <summary>Makes a store in a database, all of it in one transaction: what breaks off has never been there.</summary>
public sealed class PostgresImport : IStoreImport
{
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(12);

    private readonly Session _session;
    private readonly string _name;
    private readonly ImportWriter _writer;

    private PostgresImport(Session session, string name, ImportWriter writer) => (_session, _name, _writer) = (session, name, writer);

    /// <param name="options">Where it is to be, and how many shards it is to have.</param>
    /// <param name="origin">What will be written.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="JournalUnavailableException">There is a store already, or the database cannot be used.</exception>
    public static async Task<PostgresImport> Create(PostgresJournalOptions options, StoreHeading origin, CancellationToken cancellation)
    {
        var address = StoreAddress.Read(options.Store);
        options = options with { EventParts = origin.EventParts, CommitLimit = s_patience };
        var session = await Session.Open(address, options, "import", s_patience, cancellation);
        try
        {
            await ServerCheck.Check(session, address, options, cancellation);
            await session.Execute("BEGIN", cancellation);
            if (await StoreSchema.ReadVersion(session, address, options, cancellation) > 0)
            {
                throw new JournalUnavailableException($"There is a store in '{address.Name}' already. Choose another database.");
            }

            await StoreSchema.Make(session, options, cancellation);
            return new(session, address.Name, new ImportWriter(session, origin, options));
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

    public ValueTask Write(StoreItem item, CancellationToken cancellation) => InWords(() => _writer.Write(item, cancellation));

    public ValueTask Finish(CancellationToken cancellation) => InWords(async () =>
    {
        await _writer.Finish(cancellation);
        await _session.Execute("COMMIT", cancellation);
    });

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async ValueTask InWords(Func<ValueTask> action)
    {
        try
        {
            await action();
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            throw FailureWords.Say(problem, _name);
        }
    }
}
