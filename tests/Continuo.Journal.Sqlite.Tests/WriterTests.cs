using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using SQLitePCL;
using Xunit;

namespace Continuo.Journal.Sqlite.Tests;

public sealed class WriterTests : IDisposable
{
    private const int DiskFailed = 10 | (4 << 8); // SQLITE_IOERR_FSYNC

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_disk_that_fails_at_the_end_of_a_commit_leaves_it_unknown_until_the_store_is_claimed_again()
    {
        var fails = false;
        await using var journal = SqliteJournal.Open(_folder.Options with { CommitAnswer = code => fails ? DiskFailed : code });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a", facts: "1"));

        fails = true;
        Assert.IsType<CommitOutcome.Unknown>(await journal.Commit([driver.Next("a", "2")], default));
        Assert.IsType<CommitOutcome.Unknown>(await journal.Commit([driver.First("b")], default));
        fails = false;

        Assert.Equal(2, await driver.Claim());
        Assert.Equal(2, (await driver.Image("a")).Heads[new("a")]);
        Assert.Equal(["1", "2"], JournalDriver.Facts(await driver.Load("a")));
        Assert.Null(await journal.Load(new("b"), null, default));
        await driver.Commit(driver.Next("a", "3"));
        Assert.Equal(3, (await driver.Load("a")).Commits.Length);
    }

    [Fact]
    public async Task Every_read_sees_every_commit_that_was_answered_before_it_began()
    {
        const int Commits = 300;
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"));
        var answered = 1;

        var reads = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref answered) < Commits)
            {
                var least = Volatile.Read(ref answered);
                var found = await driver.Load("a");
                var history = await journal.History(new("a"), 0, 1_000_000, default);
                Assert.True(found.Commits.Length >= least && history!.Value.Length >= least, $"{found.Commits.Length} and {history!.Value.Length} of {least}");
            }
        })).ToArray();

        for (var i = 2; i <= Commits; i++)
        {
            // Rows that lag, rows that are written, and checkpoints between: each way a head becomes known.
            await driver.Commit(driver.Next("a", row: i % 7 == 0 ? JournalDriver.Row("a") : null));
            if (i % 10 == 0)
            {
                await driver.Checkpoint();
            }

            Volatile.Write(ref answered, i);
        }

        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task Two_commits_of_one_position_stop_the_writer()
    {
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        var first = driver.First("a");
        await driver.Commit(first);

        var twice = Assert.IsType<CommitOutcome.Fenced>(await journal.Commit([driver.First("b"), driver.At(first.Pos, driver.Next("a"))], default));

        Assert.Contains("taken already", twice.Why, StringComparison.Ordinal);
        Assert.IsType<CommitOutcome.Fenced>(await journal.Commit([driver.First("c")], default));
        Assert.Null(await journal.Load(new("b"), null, default));
    }

    [Fact]
    public async Task An_instance_may_move_to_another_definition_and_is_listed_there()
    {
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a", JournalDriver.Row("a", version: "1.0.0")));

        await driver.Commit(driver.Next("a", row: JournalDriver.Row("a", version: "2.0.0", hash: "h2")));

        Assert.Empty((await journal.List(new(Workflow: new("shop", "orders"), Version: "1.0.0"), null, 9, default)).Items);
        Assert.Equal(new("h2"), Assert.Single((await journal.List(new(Workflow: new("shop", "orders"), Version: "2.0.0"), null, 9, default)).Items).Definition);
    }

    [Fact]
    public async Task A_read_that_takes_too_long_is_ended_in_words()
    {
        await using var journal = SqliteJournal.Open(_folder.Options with { ReadLimit = TimeSpan.Zero });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit([.. Enumerable.Range(0, 500).Select(i => driver.First($"i{i}"))]);

        var problem = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.List(new(), null, 1_000, default));

        Assert.Contains("took too long", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT 1 FROM instances WHERE shard = 1 AND wake_at IS NOT NULL AND (wake_at, n) > (0, 0) AND wake_at <= 9 ORDER BY wake_at, n", "instances_wake")]
    [InlineData("SELECT n FROM instances WHERE pin = 1 AND n < 9 ORDER BY n DESC", "instances_pin")]
    [InlineData("SELECT n FROM instances WHERE status = 1 AND n < 9 ORDER BY n DESC", "instances_status")]
    [InlineData("SELECT 1 FROM labels WHERE key = 'a' AND value = 'b' AND instance < 9 ORDER BY instance DESC", "labels_value")]
    [InlineData("SELECT 1 FROM events WHERE key = 1 AND place BETWEEN 1 AND 9 ORDER BY place", "events_key")]
    public async Task What_is_read_often_goes_by_an_index_and_sorts_nothing(string sql, string index)
    {
        await using var journal = SqliteJournal.Open(_folder.Options);
        using var database = Database.Open(_folder.Database, raw.SQLITE_OPEN_READWRITE, TimeSpan.Zero);
        using var explain = database.PrepareOnce("EXPLAIN QUERY PLAN " + sql);
        var plan = new List<string>();

        while (explain.Step())
        {
            plan.Add(explain.Text(3));
        }

        Assert.Contains(index, Assert.Single(plan), StringComparison.Ordinal);
    }
}
