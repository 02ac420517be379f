using System.Globalization;
using Continuo.Testing.Journaling;
using Xunit;

namespace Continuo.Journal.Postgres.Tests;

/// <remarks>Alone on the server: a transaction that is open elsewhere keeps old rows where they are, and then there is no room to change one in place.</remarks>
[CollectionDefinition(nameof(UpkeepTests), DisableParallelization = true)]
[Collection(nameof(UpkeepTests))]
public sealed class UpkeepTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.Create();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Rows_that_every_commit_or_checkpoint_changes_change_in_place_and_no_lock_is_shared()
    {
        var before = await Multixacts();
        await using (var journal = await PostgresJournal.Open(_store.Options with { Writers = 4 }))
        {
            var driver = new JournalDriver(journal);
            await driver.Claim();
            string[] ids = [.. Enumerable.Range(0, 1_000).Select(i => $"i{i}").Where(id => driver.ShardOf(id).Number % 4 == 0).Take(40)];
            await driver.Commit([.. ids.Select(id => driver.First(id))]);
            for (var round = 0; round < 60; round++)
            {
                await driver.Commit([.. ids.Select(id => driver.Next(id))]);
                await driver.Checkpoint();
            }
        }

        Assert.InRange(await HotShare("instances"), 0.95, 1);
        Assert.InRange(await HotShare("shards"), 0.95, 1);
        Assert.Equal("0", await Ask(
            $"SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey) WHERE c.relnamespace = '{_store.Schema}'::regnamespace AND c.relname IN ('instances', 'shards') AND a.attname IN ('head_pos', 'checkpoint_pos', 'last_pos', 'last_at', 'event_marks')"));

        // Thousands would be the guard's, if writers shared a row.
        Assert.InRange(await Multixacts() - before, 0, 5);

        async Task<string> Ask(string sql) => (await _store.Server.Sql(sql)).Trim();

        async Task<double> HotShare(string table) =>
            double.Parse(await Ask($"SELECT n_tup_hot_upd::float8 / greatest(1, n_tup_upd) FROM pg_stat_user_tables WHERE relid = '{_store.Schema}.{table}'::regclass"), CultureInfo.InvariantCulture);
    }

    private async Task<long> Multixacts()
    {
        await _store.Execute("CHECKPOINT");
        return await _store.Scalar<long>("SELECT next_multixact_id::text::bigint FROM pg_control_checkpoint()");
    }
}
