using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Transfer;
using Continuo.Runtime.Checking;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using Microsoft.Extensions.Time.Testing;
using SQLitePCL;
using Xunit;

namespace Continuo.Journal.Sqlite.Tests.Transfer;

public sealed class BackupTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestFolder _other = new();

    private string Target => Path.Combine(_other.Path, "backup.db");

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_backup_restored_goes_on_as_the_store_would_have()
    {
        await MiddleOfEverything.Begin(SqliteJournal.Open(_folder.Options));
        Backup();

        using (var restore = SqliteRestore.Prepare(Target, _other.Path, mayReplace: false, null, default))
        {
            Assert.True((await Check(restore.File)).IsSound);
            Assert.Null(restore.Accept(MiddleOfEverything.Start));
        }

        var (original, restored) = (await Check(_folder.Path), await Check(_other.Path));
        var here = await MiddleOfEverything.GoOn(SqliteJournal.Open(_folder.Options));
        var there = await MiddleOfEverything.GoOn(SqliteJournal.Open(_other.Options));

        Assert.Equal(original.Content, restored.Content);
        Assert.Equal(here.Ends, there.Ends);
        Assert.Equal(here.Keys, there.Keys);
    }

    [Fact]
    public async Task A_backup_is_one_moment_however_much_is_written_meanwhile()
    {
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        for (var i = 0; i < 50; i++)
        {
            await driver.Commit(driver.First($"before-{i}", facts: new string('x', 100_000)));
        }

        var steps = 0;
        using (var backup = SqliteBackup.Make(_folder.Path, Target, (_, _) =>
        {
            if (steps++ == 0)
            {
                journal.Commit([driver.First("after")], default).AsTask().GetAwaiter().GetResult();
            }
        }, default))
        {
            backup.Keep();
        }

        Assert.True(steps > 1);
        using var copy = Database.Open(Target, raw.SQLITE_OPEN_READONLY, TimeSpan.Zero);
        Assert.Equal(50, copy.Scalar("SELECT count(*) FROM instances"));
        Assert.Equal(50, copy.Scalar("SELECT count(*) FROM journal"));
        await driver.Load("after");
    }

    [Fact]
    public async Task A_backup_that_is_not_kept_leaves_nothing()
    {
        await MiddleOfEverything.Begin(SqliteJournal.Open(_folder.Options));

        SqliteBackup.Make(_folder.Path, Target, null, default).Dispose();

        Assert.Empty(Directory.GetFiles(_other.Path));
    }

    [Fact]
    public async Task A_restore_replaces_nothing_unless_it_may_and_then_keeps_it_beside()
    {
        await MiddleOfEverything.Begin(SqliteJournal.Open(_folder.Options));
        Backup();

        var refused = Assert.Throws<JournalUnavailableException>(() => SqliteRestore.Prepare(Target, _folder.Path, mayReplace: false, null, default));
        string? aside;
        using (var restore = SqliteRestore.Prepare(Target, _folder.Path, mayReplace: true, null, default))
        {
            aside = restore.Accept(MiddleOfEverything.Start);
        }

        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.True((await Check(aside!)).IsSound);
        Assert.True((await Check(_folder.Path)).IsSound);
    }

    [Fact]
    public async Task A_restore_into_a_folder_that_is_served_is_refused()
    {
        await MiddleOfEverything.Begin(SqliteJournal.Open(_folder.Options));
        Backup();
        await using var journal = SqliteJournal.Open(_folder.Options with { UseLockFile = true });

        var refused = Assert.Throws<JournalUnavailableException>(() => SqliteRestore.Prepare(Target, _folder.Path, mayReplace: true, null, default));

        Assert.Contains("has this store open", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_of_the_original_is_none_of_a_restored_store()
    {
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"));
        Backup();
        using (var restore = SqliteRestore.Prepare(Target, _other.Path, mayReplace: false, null, default))
        {
            restore.Accept(MiddleOfEverything.Start);
        }

        await using (var restored = SqliteJournal.Open(_other.Options))
        {
            await new JournalDriver(restored).Claim("fresh");
        }

        using var database = Database.Open(_other.Database, raw.SQLITE_OPEN_READWRITE, TimeSpan.Zero);
        Assert.Equal(1, database.Scalar("SELECT count(*) FROM writers WHERE fenced = 0"));
        Assert.True(database.Scalar("SELECT max(id) FROM writers") > 1_000);
    }

    private void Backup()
    {
        using var backup = SqliteBackup.Make(_folder.Path, Target, null, default);
        backup.Keep();
    }

    private static async Task<StoreReport> Check(string place)
    {
        await using var store = SqliteImage.Open(place, TimeProvider.System);
        return await new StoreDoctor(new FakeTimeProvider(MiddleOfEverything.Start.AddHours(4))).Check(store, default);
    }
}
