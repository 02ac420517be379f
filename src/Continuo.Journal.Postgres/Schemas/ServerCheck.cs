using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Postgres.Schemas;

/// <summary>Asks a server what it is before anything is entrusted to it.</summary>
internal static class ServerCheck
{
    private const string Facts =
        """
        SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), current_setting('fsync'), current_setting('synchronous_commit'),
               pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on', pg_backend_pid()
        """;

    private const string SetMark = "SELECT set_config('continuo.mark', $1, false)";
    private const string ReadMark = "SELECT coalesce(current_setting('continuo.mark', true), '')";

    public static async Task Check(Session session, StoreAddress address, PostgresJournalOptions options, CancellationToken cancellation)
    {
        var (facts, pid) = (await session.Rows(
            Facts,
            row => (new ServerFacts(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetBoolean(4), row.GetBoolean(5), false), row.GetInt32(6)),
            cancellation))[0];

        // A pooler answers for the server with a process number of its own.
        if (pid != session.Connection.ProcessID && await IsPooledByTransaction(session, address, options, cancellation))
        {
            facts = facts with { IsPooledByTransaction = true };
        }

        if (Refusals.Find(facts, address.Name) is { } why)
        {
            throw new JournalUnavailableException(why);
        }
    }

    /// <summary>What one connection sets, another one finds, or the first one does not find again while the other has a transaction open.</summary>
    private static async Task<bool> IsPooledByTransaction(Session session, StoreAddress address, PostgresJournalOptions options, CancellationToken cancellation)
    {
        var mark = Guid.CreateVersion7(options.Clock.GetUtcNow()).ToString();
        await session.Execute(SetMark, cancellation, Parameter.Of(mark));
        await using var other = await Session.Open(address, options, "check", options.ReadLimit, cancellation);
        await using var transaction = await other.Connection.BeginTransactionAsync(cancellation);
        return await other.Scalar<string>(ReadMark, cancellation) == mark || await session.Scalar<string>(ReadMark, cancellation) != mark;
    }
}
