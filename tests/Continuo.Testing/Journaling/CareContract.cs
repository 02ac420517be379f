using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>What every journal keeps for a process that follows one that died.</summary>
public abstract class CareContract : StoreSuite
{
    [Fact]
    public async Task Adoptions_are_counted_until_a_clean_period()
    {
        await Claimed();
        await Claimed();
        var driver = await Claimed();
        Assert.Equal(3, (await driver.Image("a")).Adoptions);

        await driver.Commit(new ShardAction.Care(driver.GivePosition(), driver.ShardOf("a"), null, true));

        Assert.Equal(0, (await driver.Image("a")).Adoptions);
        Assert.Equal(3, (await driver.Image(driver.Elsewhere("a"))).Adoptions);
        Assert.Equal(1, (await (await Claimed()).Image("a")).Adoptions);
    }

    [Fact]
    public async Task A_suspect_is_known_to_the_next_process_until_it_is_taken_back()
    {
        var driver = await Claimed();
        var suspect = new Suspect(new("order 7/child"), 2);
        await driver.Commit(new ShardAction.Care(driver.GivePosition(), driver.ShardOf("a"), suspect, false));

        var next = await Claimed();
        Assert.Equal(suspect, (await next.Image("a")).Suspect);
        Assert.Null((await next.Image(next.Elsewhere("a"))).Suspect);
        await next.Commit(new ShardAction.Care(next.GivePosition(), next.ShardOf("a"), null, false));

        Assert.Null((await next.Image("a")).Suspect);
        Assert.Equal(2, (await next.Image("a")).Adoptions);
    }

    [Fact]
    public async Task A_process_that_ends_in_order_leaves_no_suspicion()
    {
        var driver = await Claimed();
        await driver.Commit(new ShardAction.Care(driver.GivePosition(), driver.ShardOf("a"), new(new("a"), 1), false));

        await driver.Journal.DisposeAsync();

        var image = await (await Claimed()).Image("a");
        Assert.Equal((1, null), (image.Adoptions, image.Suspect));
    }

    [Fact]
    public async Task What_had_ended_and_is_parked_with_something_owed_is_not_forgotten_as_ended()
    {
        var driver = await Claimed();
        var end = JournalDriver.Start.AddDays(1);
        await driver.Commit(driver.First("a"), driver.Next("a", row: JournalDriver.Row("a", InstanceStatus.Completed, WakeAt.Runnable) with { FinishedAt = end }));

        await driver.Commit(new ShardAction.Park(driver.GivePosition(), new("a"), "stuck"u8.ToArray(), JournalDriver.Start));

        Assert.Empty(await ((IRetention)driver.Journal).ReadEnded(end, null, 9, default));
        await driver.Commit(new ShardAction.Delete(driver.GivePosition(), new("a"), driver.NumberOf("a"), end));
        await driver.Load("a");
    }

    [Fact]
    public async Task What_is_parked_is_stuck_owes_nothing_and_has_one_commit_more()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a", JournalDriver.Row("a", wake: WakeAt.Runnable)), driver.First("b"), driver.Next("a", "2"));

        await driver.Commit(new ShardAction.Park(driver.GivePosition(), new("a"), "stuck"u8.ToArray(), JournalDriver.Start), new ShardAction.Park(driver.GivePosition(), new("nobody"), "x"u8.ToArray(), JournalDriver.Start));

        var found = await driver.Load("a");
        Assert.Equal(["started", "2", "stuck"], JournalDriver.Facts(found));
        Assert.Equal((4, 3), (found.HeadPos, found.HeadSeq));
        Assert.Empty(await driver.Journal.ReadWake(driver.ShardOf("a"), null, JournalDriver.Start.AddDays(1), 9, default));
        var row = Assert.Single((await ((IInstanceQueries)driver.Journal).List(new([InstanceStatus.Stuck]), null, 9, default)).Items);
        Assert.Equal(("a", true, 4L), (row.Id.Text, row.Incident, row.HeadPos));
        Assert.Equal(["started", "2", "stuck"], JournalDriver.Facts(await (await Claimed()).Load("a")));
    }
}
