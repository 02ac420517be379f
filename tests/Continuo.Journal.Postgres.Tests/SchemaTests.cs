using Continuo.Journal.Postgres.Schemas;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using Xunit;

namespace Continuo.Journal.Postgres.Tests;

public sealed class SchemaTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.Create();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Nodes_that_start_at_once_on_an_empty_database_make_one_store()
    {
        var journals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresJournal.Open(_store.Options with { Shards = 512 })));

        Assert.All(journals, journal => Assert.Equal(512, journal.Shards));
        foreach (var journal in journals)
        {
            await journal.DisposeAsync();
        }

        await using var again = await PostgresJournal.Open(_store.Options with { Shards = 3, EventParts = 3 });
        Assert.Equal((512, 1), (again.Shards, again.EventParts));
    }

    [Fact]
    public async Task An_older_store_is_left_as_it_is_until_it_is_migrated()
    {
        await (await PostgresJournal.Open(_store.Options)).DisposeAsync();
        var newer = _store.Options with { Migrations = [.. Migrations.Steps, "ALTER TABLE records ADD COLUMN note text"] };

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => PostgresJournal.Open(newer));
        Assert.Contains("continuo store migrate", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new(1, 2, false), await PostgresStore.Migrate(newer, isDryRun: true));
        Assert.Equal(0L, await Notes());

        Assert.Equal(new(1, 2, true), await PostgresStore.Migrate(newer, isDryRun: false));
        Assert.Equal(1L, await Notes());
        Assert.Equal(new(2, 2, false), await PostgresStore.Migrate(newer, isDryRun: false));
        await (await PostgresJournal.Open(newer)).DisposeAsync();

        Task<long> Notes() => _store.Scalar<long>($"SELECT count(*) FROM information_schema.columns WHERE table_schema = '{_store.Schema}' AND column_name = 'note'");
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_store_as_it_was()
    {
        await (await PostgresJournal.Open(_store.Options)).DisposeAsync();
        var broken = _store.Options with { Migrations = [.. Migrations.Steps, "ALTER TABLE records ADD COLUMN note text; SELECT 1 / 0"] };

        await Assert.ThrowsAnyAsync<Exception>(() => PostgresStore.Migrate(broken, isDryRun: false));

        await (await PostgresJournal.Open(_store.Options)).DisposeAsync();
    }

    [Fact]
    public async Task A_store_that_a_newer_program_wrote_is_refused()
    {
        await (await PostgresJournal.Open(_store.Options)).DisposeAsync();
        await _store.Execute("UPDATE header SET value = 99 WHERE key = 'format'");

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => PostgresJournal.Open(_store.Options));

        Assert.Contains("a newer Continuo wrote it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_of_another_program_is_refused()
    {
        await _store.Execute($"CREATE SCHEMA {_store.Schema}; CREATE TABLE {_store.Schema}.customers(id int)");

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => PostgresJournal.Open(_store.Options));

        Assert.Contains("tables of another program", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dump_that_is_restored_into_another_database_is_the_same_store()
    {
        await using (var journal = await PostgresJournal.Open(_store.Options))
        {
            var driver = new JournalDriver(journal);
            await driver.Claim();
            await driver.Commit(driver.First("a", JournalDriver.Row("a", labels: new KeyValuePair<string, string>("team", "blue")), "1"), driver.Next("a", "2", snapshot: "s"), driver.Next("a", "3"));
            await driver.Commit(driver.Events("1", "2"), driver.First("b"));
        }

        var (database, file) = ($"{_store.Schema}_restored", Path.GetTempFileName());
        await _store.Server.RunProgram("pg_dump", "-Fc", "-n", _store.Schema, "-f", file, "postgres");
        await _store.Server.Sql($"CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0");
        await _store.Server.RunProgram("pg_restore", "--exit-on-error", "-d", database, file);
        File.Delete(file);

        await using var restored = await PostgresJournal.Open(_store.Options with { Store = _store.Server.Url(database) });
        var next = new JournalDriver(restored);
        Assert.Equal(5, await next.Claim());
        Assert.Equal(["3"], JournalDriver.Facts(await next.Load("a")));
        Assert.Equal("s", JournalDriver.Text((await next.Load("a")).Snapshot!.Value));
        Assert.Equal(3, (await restored.History(new("a"), 0, 9, default))!.Value.Length);
        Assert.Equal("a", Assert.Single((await restored.List(new(Labels: [new("team", "blue")]), null, 9, default)).Items).Id.Text);
        Assert.Equal([2, 3], Assert.Single((await next.Commit(next.Events("2", "3"))).Events).Positions);
        await next.Commit(next.First("c"));
    }
}
