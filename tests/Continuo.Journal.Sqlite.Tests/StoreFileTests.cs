using System.Diagnostics;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Files;
using Continuo.Journal.Sqlite.Schema;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using SQLitePCL;
using Xunit;

namespace Continuo.Journal.Sqlite.Tests;

public sealed class StoreFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_process_is_refused_with_the_pid_of_the_first()
    {
        await using var first = SqliteJournal.Open(_folder.Options with { UseLockFile = true });

        var problem = Assert.Throws<JournalUnavailableException>(() => SqliteJournal.Open(_folder.Options with { UseLockFile = true }));

        Assert.Contains($"continuo process (pid {Environment.ProcessId}) has this store open", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_is_free_again_after_it_is_closed()
    {
        await SqliteJournal.Open(_folder.Options with { UseLockFile = true }).DisposeAsync();
        await SqliteJournal.Open(_folder.Options with { UseLockFile = true }).DisposeAsync();
    }

    [Fact]
    public async Task All_that_was_committed_is_there_although_nothing_was_closed()
    {
        // What a kill leaves: no checkpoint, no closing; the copy is what the disk has at that moment.
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a", facts: "1"), driver.Next("a", "2"), driver.Events("e"));
        using var copy = new TestFolder();
        foreach (var file in new[] { "continuo.db", "continuo.db-wal" })
        {
            CopyByOtherProcess(Path.Combine(_folder.Path, file), Path.Combine(copy.Path, file));
        }

        await using var recovered = SqliteJournal.Open(copy.Options);
        var next = new JournalDriver(recovered);

        Assert.Equal(2, await next.Claim("b"));
        Assert.Equal(["1", "2"], JournalDriver.Facts(await next.Load("a")));
        Assert.Equal([1], (await next.Image("a")).EventTails);
    }

    [Fact]
    public async Task An_older_file_is_brought_to_this_version_and_keeps_what_it_holds()
    {
        await using (var old = SqliteJournal.Open(_folder.Options))
        {
            var driver = new JournalDriver(old);
            await driver.Claim();
            await driver.Commit(driver.First("a"));
        }

        var newer = _folder.Options with { Migrations = [.. Migrations.Steps, "CREATE TABLE added(n INTEGER); INSERT INTO added VALUES(7);"] };
        await using (var migrated = SqliteJournal.Open(newer))
        {
            await new JournalDriver(migrated).Load("a");
        }

        await SqliteJournal.Open(newer).DisposeAsync();
        Assert.Equal(1, Read("SELECT count(*) FROM added"));
        Assert.Equal(Migrations.Steps.Length + 1, Read("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_file_from_before_payloads_is_read_and_then_has_them()
    {
        using (var old = StoreFile.OpenWriter(_folder.Database, TimeSpan.FromSeconds(1)))
        {
            StoreFile.Prepare(old, _folder.Database, 16, Migrations.Steps[..1]);
            old.Execute(
                """
                INSERT INTO pins VALUES(1, 'h1', 'shop', 'orders', '1.0.0');
                INSERT INTO instances VALUES(1, 'a', x'00112233445566778899aabbccddeeff', 0, 1, 1, 0, 0, NULL, NULL, 2, 0, NULL);
                INSERT INTO journal VALUES(1, 0, 1, 1, 0, 0, 'first'), (2, 0, 1, 2, 1, 0, 'second');
                INSERT INTO snapshots VALUES(1, 1, 'snapshot');
                """);
        }

        await using var journal = SqliteJournal.Open(_folder.Options);
        var found = await new JournalDriver(journal).Load("a");

        Assert.Equal(["second"], JournalDriver.Facts(found));
        Assert.Equal("snapshot", JournalDriver.Text(found.Snapshot!.Value));
        Assert.Empty(found.Payloads);
        Assert.Equal(0, Read("SELECT count(*) FROM payloads"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_file_as_it_was()
    {
        await SqliteJournal.Open(_folder.Options).DisposeAsync();

        Assert.Throws<JournalUnavailableException>(() =>
            SqliteJournal.Open(_folder.Options with { Migrations = [.. Migrations.Steps, "CREATE TABLE added(n INTEGER); CREATE TABLE journal(n INTEGER);"] }));

        Assert.Equal(Migrations.Steps.Length, Read("PRAGMA user_version"));
        Assert.Equal(0, Read("SELECT count(*) FROM sqlite_schema WHERE name = 'added'"));
    }

    [Fact]
    public async Task A_newer_file_than_the_program_is_refused()
    {
        await SqliteJournal.Open(_folder.Options with { Migrations = [.. Migrations.Steps, "CREATE TABLE added(n INTEGER);"] }).DisposeAsync();

        var problem = Assert.Throws<JournalUnavailableException>(() => SqliteJournal.Open(_folder.Options));

        Assert.Contains($"has format {Migrations.Steps.Length + 1}, this program knows formats up to {Migrations.Steps.Length}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_in_words()
    {
        File.WriteAllText(_folder.Database, new string('x', 10_000));

        var problem = Assert.Throws<JournalUnavailableException>(() => SqliteJournal.Open(_folder.Options));

        Assert.Contains("the file is not a database. Move it away", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_another_program_is_refused_in_words()
    {
        using (var other = Database.Open(_folder.Database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, TimeSpan.Zero))
        {
            other.Execute("CREATE TABLE notes(text)");
        }

        var problem = Assert.Throws<JournalUnavailableException>(() => SqliteJournal.Open(_folder.Options));

        Assert.Contains("a database of another program", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_page_is_told_in_words_by_the_read_that_meets_it()
    {
        await using (var journal = SqliteJournal.Open(_folder.Options))
        {
            var driver = new JournalDriver(journal);
            await driver.Claim();
            await driver.Commit([.. Enumerable.Range(0, 500).Select(i => driver.First($"i{i}", facts: new string('f', 300)))]);
        }

        using (var file = new FileStream(_folder.Database, FileMode.Open, FileAccess.Write))
        {
            for (var page = 40; page < (int)(file.Length / 4096); page++)
            {
                file.Position = page * 4096;
                file.Write(new byte[64].Select(_ => (byte)0xee).ToArray());
            }
        }

        await using var damaged = SqliteJournal.Open(_folder.Options);

        var problem = await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await damaged.Load(new($"i{i}"), null, default);
            }
        });
        Assert.Contains("is damaged", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_one_is_told_in_words()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");

        var problem = Assert.Throws<JournalUnavailableException>(() => SqliteJournal.Open(_folder.Options with { Folder = file }));

        Assert.Contains("cannot be used", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/data/store", "nfs4")]
    [InlineData("/data", "nfs4")]
    [InlineData("/database", "ext4")]
    [InlineData("/home/me/my files/x", "fuse.sshfs")]
    [InlineData("/data/local/x", "xfs")]
    public void The_mount_around_a_folder_tells_its_file_system(string folder, string type)
    {
        const string Mounts = "/dev/vda / ext4 rw 0 0\nserver:/x /data nfs4 rw 0 0\n/dev/vdb /data/local xfs rw 0 0\nme@host:/ /home/me/my\\040files fuse.sshfs rw 0 0\n";

        Assert.Equal(type, NetworkFileSystems.TypeOf(folder, Mounts));
        Assert.Equal(type is "nfs4" or "fuse.sshfs", NetworkFileSystems.IsNetwork(type));
    }

    private long Read(string sql)
    {
        using var database = Database.Open(_folder.Database, raw.SQLITE_OPEN_READWRITE, TimeSpan.Zero);
        return database.Scalar(sql);
    }

    private static void CopyByOtherProcess(string from, string to)
    {
        // Opening and closing the file in this process would drop the locks that SQLite holds on it.
        using var copy = Process.Start("cp", [from, to]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }
}
