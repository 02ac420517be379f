using System.Globalization;
using Npgsql;

namespace Continuo.Journal.Postgres.Tests;

/// <summary>Holds commits back at their very end, within the transaction, until it is opened: a deferred trigger waits for a lock that the test has.</summary>
internal sealed class CommitGate : IAsyncDisposable
{
    private readonly NpgsqlConnection _holder;
    private readonly TestStore _store;

    private CommitGate(TestStore store, NpgsqlConnection holder) => (_store, _holder) = (store, holder);

    public static async Task<CommitGate> Close(TestStore store)
    {
        await store.Execute(
            """
            CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext(TG_TABLE_SCHEMA)); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER gate AFTER INSERT ON instances DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate()
            """);
        var holder = await store.Connect();
        var gate = new CommitGate(store, holder);
        await gate.Run("SELECT pg_advisory_lock(hashtext(current_schema()))");
        return gate;
    }

    public Task Open() => Run("SELECT pg_advisory_unlock(hashtext(current_schema()))");

    /// <summary>Until a commit stands before the gate.</summary>
    /// <returns>The process number of its connection.</returns>
    public async Task<int> Reached()
    {
        for (; ; )
        {
            var pid = await Waiting("advisory");
            if (pid != 0)
            {
                return pid;
            }
        }
    }

    /// <summary>Until a fence waits for the commit.</summary>
    public async Task FenceWaits()
    {
        while (await Waiting("transactionid") == 0)
        {
        }
    }

    public async ValueTask DisposeAsync() => await _holder.DisposeAsync();

    private async Task<int> Waiting(string kind) => await _store.Scalar<int>(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT coalesce((SELECT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
            WHERE NOT l.granted AND l.locktype = '{kind}' AND a.application_name LIKE 'continuo %'
            AND EXISTS (SELECT 1 FROM pg_locks h JOIN pg_class c ON c.oid = h.relation WHERE h.pid = a.pid AND c.relnamespace = '{_store.Schema}'::regnamespace) LIMIT 1), 0)
        FROM pg_sleep(0.01)
        """));

    private async Task Run(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _holder);
        await command.ExecuteNonQueryAsync();
    }
}
