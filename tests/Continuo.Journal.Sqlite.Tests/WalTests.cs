using Continuo.Journal.Sqlite.Connections;
using Continuo.Testing.Journaling;
using SQLitePCL;
using Xunit;

namespace Continuo.Journal.Sqlite.Tests;

public sealed class WalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Wal => _folder.Database + "-wal";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_wal_stays_bounded_under_steady_load()
    {
        const int Limit = 400_000;
        await using var journal = SqliteJournal.Open(_folder.Options with { CheckpointBytes = Limit });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"));

        for (var i = 0; i < 400; i++)
        {
            await driver.Commit(driver.Next("a", new string('f', 20_000)));
        }

        Assert.InRange(new FileInfo(Wal).Length, 1, 5 * Limit);
    }

    [Fact]
    public async Task Closing_moves_everything_into_the_file()
    {
        await using (var journal = SqliteJournal.Open(_folder.Options))
        {
            var driver = new JournalDriver(journal);
            await driver.Claim();
            await driver.Commit(driver.First("a"));
        }

        Assert.False(File.Exists(Wal) && new FileInfo(Wal).Length > 0);
    }

    [Fact]
    public async Task An_idle_store_is_not_written_to()
    {
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"), driver.Next("a"));
        await driver.Checkpoint((1, 5));
        var version = DataVersion();

        await driver.Checkpoint((1, 5));
        await driver.Load("a");
        await journal.ReadImage(new(1), default);
        Assert.False(await journal.Clean(JournalDriver.Start.AddDays(9), 500, default));
        Assert.Empty(await journal.ReadEnded(JournalDriver.Start.AddDays(9), null, 500, default));

        Assert.Equal(version, DataVersion());
    }

    /// <summary>How many bytes the WAL has taken; every commit adds some.</summary>
    private (long Length, DateTime At) DataVersion() => (new FileInfo(Wal).Length, File.GetLastWriteTimeUtc(Wal));

    [Fact]
    public async Task The_store_is_what_the_docs_say_it_is()
    {
        await using var journal = SqliteJournal.Open(_folder.Options);

        using var database = Database.Open(_folder.Database, raw.SQLITE_OPEN_READWRITE, TimeSpan.Zero);

        Assert.Equal(16, database.Scalar("SELECT count(*) FROM shards"));
        Assert.Equal(0x43746e6f, database.Scalar("PRAGMA application_id"));
        Assert.Equal(1, database.Scalar("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"));
    }
}
