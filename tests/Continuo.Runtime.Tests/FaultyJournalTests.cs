using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using Xunit;

namespace Continuo.Runtime.Tests;

public sealed class FaultyJournalTests
{
    [Fact]
    public async Task A_commit_that_fails_before_is_unknown_and_not_stored()
    {
        var (faulty, driver) = await Claimed();
        faulty.FailNext(JournalFault.Before);

        Assert.IsType<CommitOutcome.Unknown>(await faulty.Commit([driver.First("a")], default));

        Assert.Null(await faulty.Load(new("a"), null, default));
    }

    [Fact]
    public async Task A_commit_that_fails_after_is_unknown_and_stored()
    {
        var (faulty, driver) = await Claimed();
        faulty.FailNext(JournalFault.After);

        Assert.IsType<CommitOutcome.Unknown>(await faulty.Commit([driver.First("a")], default));

        Assert.Single((await driver.Load("a")).Commits);
    }

    [Fact]
    public async Task Any_call_can_fail_at_its_number_once()
    {
        var (faulty, driver) = await Claimed();
        faulty.Fail(faulty.Calls + 2, JournalFault.Unavailable);

        await driver.Commit(driver.First("a"));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await faulty.Load(new("a"), null, default));
        await driver.Load("a");
    }

    [Fact]
    public async Task A_call_can_be_held_back()
    {
        var (faulty, driver) = await Claimed();
        var gate = new TaskCompletionSource();
        faulty.Delay = _ => gate.Task;

        var commit = faulty.Commit([driver.First("a")], default).AsTask();
        Assert.False(commit.IsCompleted);
        gate.SetResult();

        Assert.IsType<CommitOutcome.Committed>(await commit);
    }

    private static async Task<(FaultyJournal Journal, JournalDriver Driver)> Claimed()
    {
        var faulty = new FaultyJournal(new MemoryJournal());
        var driver = new JournalDriver(faulty);
        await driver.Claim();
        return (faulty, driver);
    }
}
