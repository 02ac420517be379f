using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>Claim, fence, adoption and checkpoint of every journal.</summary>
public abstract class OwnershipContract : StoreSuite
{
    [Fact]
    public async Task A_claim_fences_the_writer_before_it_and_sees_all_that_it_has_stored()
    {
        var first = await Claimed();
        await first.Commit(first.First("a", facts: "1"));

        var second = new JournalDriver(OpenAgain());
        Assert.Equal(1, await second.Claim("b"));

        Assert.IsType<CommitOutcome.Fenced>(await first.Journal.Commit([first.Next("a", "zombie")], default));
        Assert.Equal(["1"], JournalDriver.Facts(await second.Load("a")));
        await second.Commit(second.First("b"));
        Assert.Contains("'b'", Assert.IsType<CommitOutcome.Fenced>(await first.Journal.Commit([first.First("c")], default)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fenced_writer_that_claims_again_fences_the_other_and_goes_on()
    {
        var first = await Claimed();
        var second = new JournalDriver(OpenAgain());
        await second.Claim("b");
        await second.Commit(second.First("b"));

        Assert.Equal(1, await first.Claim());
        await first.Commit(first.First("a"));

        Assert.IsType<CommitOutcome.Fenced>(await second.Journal.Commit([second.Next("b")], default));
        await first.Load("b");
    }

    [Fact]
    public async Task A_fenced_writers_checkpoint_changes_nothing()
    {
        var first = await Claimed();
        await first.Commit(first.First("a"), first.Next("a"));
        var second = new JournalDriver(OpenAgain());
        await second.Claim("b");

        await first.Checkpoint((first.ShardOf("a").Number, 99));

        var image = await second.Image("a");
        Assert.Equal([0], image.EventMarks);
        Assert.Equal(2, image.Heads[new("a")]);
    }

    [Fact]
    public async Task A_claim_returns_the_newest_position_also_after_a_checkpoint()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a"), driver.Next("a"));
        await driver.Checkpoint();

        Assert.Equal(2, await OpenAgain().Claim("b", default));
    }

    [Fact]
    public async Task An_image_tells_the_shards_newest_commit_and_the_heads_of_rows_that_lag()
    {
        var driver = await Claimed();
        var other = driver.Elsewhere("a");
        await driver.Commit(driver.First("a"), driver.First(other), driver.Next("a"), driver.Next(other, row: JournalDriver.Row(other, InstanceStatus.Waiting)));
        var next = new JournalDriver(OpenAgain());
        await next.Claim("b");

        var (a, b) = (await next.Image("a"), await next.Image(other));

        Assert.Equal((3, JournalDriver.Start.AddSeconds(3)), (a.LastPos, a.LastCommitAt));
        Assert.Equal([new(new InstanceId("a"), 3)], a.Heads);
        Assert.Equal((4, JournalDriver.Start.AddSeconds(4)), (b.LastPos, b.LastCommitAt));
        Assert.Empty(b.Heads);
        Assert.Equal(2, (await next.Load("a")).Commits.Length);
    }

    [Fact]
    public async Task A_checkpoint_writes_the_heads_and_marks_so_that_the_next_image_need_not_look_for_them()
    {
        var driver = await Claimed();
        var other = driver.Elsewhere("a");
        await driver.Commit(driver.First("a"), driver.Next("a"));
        await driver.Checkpoint((driver.ShardOf("a").Number, 12));
        await driver.Commit(driver.First(other), driver.Next(other));
        var next = new JournalDriver(OpenAgain());
        await next.Claim("b");

        var (a, b) = (await next.Image("a"), await next.Image(other));

        Assert.Empty(a.Heads);
        Assert.Equal([12], a.EventMarks);
        Assert.Equal((2, JournalDriver.Start.AddSeconds(2)), (a.LastPos, a.LastCommitAt));
        Assert.Equal([new(new InstanceId(other), 4)], b.Heads);
        Assert.Equal(2, (await next.Load("a")).Commits.Length);
        Assert.Equal(2, (await next.Load(other)).Commits.Length);
    }

    [Fact]
    public async Task A_checkpoint_of_some_instances_forgets_none_of_the_others()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a"), driver.First("c"), driver.Next("a"), driver.Next("c"), driver.Next("a"));

        await driver.CheckpointOnly("a");

        var next = new JournalDriver(OpenAgain());
        Assert.Equal(5, await next.Claim("b"));
        Assert.DoesNotContain(new("a"), (await next.Image("a")).Heads.Keys);
        Assert.Equal(4, (await next.Image("c")).Heads[new("c")]);
        Assert.Equal(3, (await next.Load("a")).Commits.Length);
        Assert.Equal(2, (await next.Load("c")).Commits.Length);
    }

    [Fact]
    public async Task A_commit_whose_position_is_before_the_checkpoint_but_came_after_it_is_found_again()
    {
        var driver = await Claimed();
        var other = driver.Elsewhere("a");
        await driver.Commit(driver.First("a", facts: "1"), driver.First(other));
        var early = driver.GivePosition();
        await driver.Commit(driver.Next(other));
        await driver.Checkpoint();
        await driver.Commit(driver.At(early, driver.Next("a", "2")));

        var next = new JournalDriver(OpenAgain());

        Assert.Equal(4, await next.Claim("b"));
        Assert.Equal(early, (await next.Image("a")).Heads[new("a")]);
        Assert.Equal(["1", "2"], JournalDriver.Facts(await next.Load("a")));
    }

    [Fact]
    public async Task Subscriptions_are_kept_until_their_frame_ends()
    {
        var driver = await Claimed();
        var keys = ImmutableArray.Create(EventKey.OfType("paid"), EventKey.Any);
        await driver.Commit(
            driver.First("a"),
            driver.Next("a", subscriptions: new([new(new("a"), 3, keys, 5), new(new("a"), 4, [EventKey.Any], 6)], [])));
        await driver.Commit(driver.Next("a", subscriptions: new([], [4, 77])), driver.Next("a", subscriptions: new([new(new("a"), 3, keys, 9)], [3])));

        var left = Assert.Single((await driver.Image("a")).Subscriptions);

        Assert.Equal((new InstanceId("a"), 3, 9), (left.Instance, left.Frame, left.Since));
        Assert.Equal(keys, left.Keys);
    }

    [Fact]
    public async Task What_another_process_holds_is_not_free_and_stays_with_it()
    {
        var first = await Claimed();
        var second = OpenAgain();

        var answer = await second.Claim("b", WholeStore.ShardsOf(second, 0), ClaimMode.Free, default);

        Assert.Empty(answer.Claimed);
        Assert.Equal(WholeStore.ShardsOf(second, 0).Select(shard => new HeldShard(shard, "a")), answer.Held.OrderBy(held => held.Shard.Number));
        await first.Commit(first.First("a"));
    }

    [Fact]
    public async Task What_was_released_is_free()
    {
        var first = await Claimed();
        await first.Commit(first.First("a"));
        foreach (var shard in Enumerable.Range(0, first.Journal.Shards))
        {
            await first.Journal.Release(new(shard), default);
        }

        var second = new JournalDriver(OpenAgain());
        Assert.Equal(1, await second.ClaimFree("b"));

        await second.Commit(second.First("b"));
        await second.Load("a");
    }

    [Fact]
    public async Task A_free_claim_of_what_is_ones_own_leaves_the_writer_as_it_is()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a"));

        await driver.ClaimFree("a");

        await driver.Commit(driver.Next("a"));
        Assert.Equal(2, (await driver.Load("a")).Commits.Length);
    }

    [Fact]
    public async Task A_release_of_what_is_another_processs_changes_nothing()
    {
        var first = await Claimed();
        var second = new JournalDriver(OpenAgain());
        await second.Claim("b");

        await first.Journal.Release(new(0), default);

        Assert.Equal("b", (await first.Journal.ReadOwnership(default)).Shards[0].Node);
        await second.Commit(second.First("a"));
    }

    [Fact]
    public async Task Who_holds_what_is_told_with_the_number_of_claims()
    {
        var first = await Claimed();
        var epoch = (await first.Journal.ReadOwnership(default)).Shards[0].Epoch;
        var second = new JournalDriver(OpenAgain());
        await second.Claim("b");
        await second.Commit(second.First("a"));

        var shards = (await second.Journal.ReadOwnership(default)).Shards;

        Assert.Equal(Enumerable.Range(0, first.Journal.Shards), shards.Select(shard => shard.Shard.Number));
        Assert.All(shards, shard => Assert.Equal(("b", false, epoch + 1), (shard.Node, shard.IsFenced, shard.Epoch)));
        Assert.Equal(second.LastPos, shards[second.ShardOf("a").Number].Tail);
    }

    [Fact]
    public async Task A_release_in_order_leaves_nothing_for_the_successor_to_be_careful_about()
    {
        var driver = await Claimed();
        await driver.Journal.Release(driver.ShardOf("a"), default);
        var next = new JournalDriver(OpenAgain());
        await next.Claim("b");

        Assert.Equal(1, (await next.Image("a")).Adoptions);
    }
}
