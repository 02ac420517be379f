using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Continuo.Journal.Sqlite.Tests;

public sealed class SpaceTests : IDisposable
{
    private const long Ballast = 1 << 20;

    private readonly TestFolder _folder = new();

    private string BallastFile => Path.Combine(_folder.Path, "continuo.ballast");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_checkpoint_takes_the_ballast()
    {
        await using var journal = SqliteJournal.Open(_folder.Options with { BallastBytes = Ballast });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        Assert.False(File.Exists(BallastFile));

        await driver.Commit(driver.First("a"));
        await driver.Checkpoint();

        Assert.Equal(Ballast, new FileInfo(BallastFile).Length);
    }

    [Fact]
    public async Task When_the_disk_is_full_the_ballast_is_given_up_and_what_runs_goes_on_while_starts_are_refused()
    {
        await using var journal = SqliteJournal.Open(_folder.Options with { BallastBytes = Ballast, MaxPages = 80 });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"));
        await driver.Checkpoint();
        var full = await FillUntil(driver, () => new FileInfo(BallastFile).Length == 0);

        Assert.Empty(full.Rejected);
        var start = driver.First("new");
        var outcome = await driver.Commit(start, driver.Next("a", "cancelled"));
        Assert.Equal([new RejectedSlice(driver.ShardOf(start.Instance.Text), start.Pos, RejectedSlice.DiskFull)], outcome.Rejected);
        Assert.Equal("cancelled", JournalDriver.Facts(await driver.Load("a"))[^1]);
        Assert.Null(await journal.Load(new("new"), null, default));
    }

    [Fact]
    public async Task The_ballast_is_taken_again_when_there_is_room_and_starts_are_taken_with_it()
    {
        await using var journal = SqliteJournal.Open(_folder.Options with { BallastBytes = Ballast, MaxPages = 80 });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"));
        await driver.Checkpoint();
        await FillUntil(driver, () => new FileInfo(BallastFile).Length == 0);

        await driver.Checkpoint();

        Assert.Equal(Ballast, new FileInfo(BallastFile).Length);
        Assert.Empty((await driver.Commit(driver.First("new"))).Rejected);
    }

    [Fact]
    public async Task Without_ballast_a_full_disk_is_told_in_words_and_nothing_of_the_batch_is_stored()
    {
        await using var journal = SqliteJournal.Open(_folder.Options with { MaxPages = 60 });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"));
        ShardAction[] batch = [driver.Events("e"), driver.First("b"), driver.Next("a", new string('f', 400_000))];

        var problem = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.Commit(batch, default));

        Assert.Contains("disk is full", problem.Message, StringComparison.Ordinal);
        Assert.Single((await driver.Load("a")).Commits);
        Assert.Null(await journal.Load(new("b"), null, default));
        Assert.Equal([1], Assert.Single((await driver.Commit(driver.Events("other"))).Events).Positions);
    }

    [Fact]
    public async Task On_a_full_disk_the_claim_at_the_start_gives_up_the_ballast_too()
    {
        await using (var first = SqliteJournal.Open(_folder.Options with { BallastBytes = Ballast }))
        {
            var before = new JournalDriver(first);
            await before.Claim();
            await before.Commit(before.First("a"));
            await before.Checkpoint();
        }

        await using var journal = SqliteJournal.Open(_folder.Options with { BallastBytes = Ballast, MaxPages = 1 });
        await journal.Claim(new string('n', 20_000), default);

        Assert.Equal(0, new FileInfo(BallastFile).Length);
    }

    [Fact]
    public async Task The_next_process_remembers_that_space_is_short_until_there_is_more()
    {
        var free = 0L;
        var time = new FakeTimeProvider();
        await File.WriteAllBytesAsync(BallastFile, [], TestContext.Current.CancellationToken);
        await using var journal = SqliteJournal.Open(_folder.Options with { BallastBytes = Ballast, FreeSpace = () => free, Clock = time });
        var driver = new JournalDriver(journal);
        await driver.Claim();

        Assert.Equal(RejectedSlice.DiskFull, Assert.Single((await driver.Commit(driver.First("a"))).Rejected).Reason);
        free = 2 * Ballast;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty((await driver.Commit(driver.First("b"))).Rejected);
        Assert.Equal(Ballast, new FileInfo(BallastFile).Length);
    }

    [Fact]
    public async Task Who_holds_the_lock_may_be_unknown_but_the_store_opens()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "continuo.pid"));

        await using var journal = SqliteJournal.Open(_folder.Options with { UseLockFile = true });

        Assert.Equal(0, await new JournalDriver(journal).Claim());
    }

    [Fact]
    public async Task A_ballast_that_cannot_be_taken_stops_no_checkpoint()
    {
        Directory.CreateDirectory(BallastFile + ".new");
        await using var journal = SqliteJournal.Open(_folder.Options with { BallastBytes = Ballast });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"));

        await driver.Checkpoint();

        Assert.False(File.Exists(BallastFile));
    }

    [Fact]
    public async Task A_slice_that_no_retry_will_make_fit_is_told_apart_from_a_store_out_of_reach()
    {
        await using var journal = SqliteJournal.Open(_folder.Options with { MaxValueBytes = 100_000 });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"));
        ShardAction[] batch = [driver.Events("e"), driver.First("b"), driver.Next("a", new string('f', 200_000))];

        var problem = await Assert.ThrowsAsync<CommitRefusedException>(async () => await journal.Commit(batch, default));

        Assert.Equal(RejectedSlice.TooLarge, problem.Reason);
        Assert.Single((await driver.Load("a")).Commits);
        Assert.Empty((await driver.Commit(batch[0], batch[1])).Rejected);
    }

    private static async Task<CommitOutcome.Committed> FillUntil(JournalDriver driver, Func<bool> isFull)
    {
        for (var i = 0; ; i++)
        {
            Assert.True(i < 1_000);
            var outcome = await driver.Commit(driver.Next("a", new string('f', 5_000)));
            if (isFull())
            {
                return outcome;
            }
        }
    }
}
