using Continuo.Journal.Postgres.Transfer;
using Continuo.Journal.Sqlite;
using Continuo.Journal.Sqlite.Transfer;
using Continuo.Runtime.Checking;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Continuo.Journal.Postgres.Tests;

/// <summary>Stores that are carried between the two kinds.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("continuo-transfer-").FullName;

    private SqliteJournalOptions Here => new() { Folder = Path.Combine(_folder, "here"), BallastBytes = 0 };

    private SqliteJournalOptions There => new() { Folder = Path.Combine(_folder, "there"), BallastBytes = 0 };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Instances_in_the_middle_of_everything_go_on_after_a_way_through_PostgreSQL_as_in_the_store()
    {
        var store = await TestStore.Create();
        await MiddleOfEverything.Begin(SqliteJournal.Open(Here));

        await ToPostgres(store, 7);
        await Back(store, 5);
        var reports = new[] { await Check(SqliteImage.Open(Here.Folder, TimeProvider.System)), await Check(await PostgresImage.Open(store.Options, alone: false, default)), await Check(SqliteImage.Open(There.Folder, TimeProvider.System)) };
        var here = await MiddleOfEverything.GoOn(SqliteJournal.Open(Here));
        var there = await MiddleOfEverything.GoOn(SqliteJournal.Open(There));

        Assert.All(reports, report => Assert.True(report.IsSound, string.Join('\n', report.Findings)));
        Assert.Single(reports.Select(report => report.Content).Distinct());
        Assert.Equal([16, 7, 5], reports.Select(report => report.Store.Shards));
        Assert.Equal(here.Ends, there.Ends);
        Assert.Equal(here.Keys, there.Keys);
        Assert.True((await Check(SqliteImage.Open(There.Folder, TimeProvider.System))).IsSound);
    }

    [Fact]
    public async Task A_copy_that_breaks_off_has_never_been_there()
    {
        var store = await TestStore.Create();
        await MiddleOfEverything.Begin(SqliteJournal.Open(Here));
        await using (var from = SqliteImage.Open(Here.Folder, TimeProvider.System))
        {
            await using var to = await PostgresImport.Create(store.Options, from.Heading, default);
            await foreach (var item in from.Read(default))
            {
                await to.Write(item, default);
            }
        }

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => PostgresImage.Open(store.Options, alone: false, default));

        Assert.Contains("no store", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_a_node_has_is_not_copied()
    {
        var store = await TestStore.Create();
        await using var journal = await PostgresJournal.Open(store.Options, default);
        await new JournalDriver(journal).Claim("somebody");

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => PostgresImage.Open(store.Options, alone: true, default));

        Assert.Contains("somebody", refused.Message, StringComparison.Ordinal);
    }

    private async Task ToPostgres(TestStore store, int shards)
    {
        await using var export = SqliteImage.Open(Here.Folder, TimeProvider.System, alone: true);
        await using var import = await PostgresImport.Create(store.Options with { Shards = shards }, export.Heading, default);
        await new StoreCopy().Run(export, import, default);
    }

    private async Task Back(TestStore store, int shards)
    {
        await using var export = await PostgresImage.Open(store.Options, alone: true, default);
        await using var import = SqliteImport.Create(There.Folder, export.Heading, shards);
        await new StoreCopy().Run(export, import, default);
    }

    private static async Task<StoreReport> Check(IStoreExport store)
    {
        await using (store)
        {
            return await new StoreDoctor(new FakeTimeProvider(MiddleOfEverything.Start.AddHours(4))).Check(store, default);
        }
    }
}
