using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>What every journal does.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    private readonly List<IJournal> _opened = [];

    /// <summary>Opens the test's own store; called again, the same one, as a second process would.</summary>
    protected abstract IJournal Open();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var journal in _opened)
        {
            await journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_new_store_begins_at_zero_and_knows_nobody()
    {
        var journal = OpenAgain();

        Assert.Equal(0, await journal.Claim("a", default));
        Assert.True(journal.Shards > 0);
        Assert.Equal(1, journal.EventParts);
        Assert.Null(await journal.Load(new("nobody"), null, default));
        Assert.Null(await journal.Load(new("nobody"), 7, default));
    }

    [Fact]
    public async Task Commits_of_an_instance_come_back_in_order_with_gaps_between_their_positions()
    {
        var driver = await Claimed();

        await driver.Commit(driver.First("a", facts: "1"), driver.First("b"), driver.Next("a", "2"));
        await driver.Commit(driver.Next("b"), driver.Next("a", "3"));
        var found = await driver.Load("a");

        Assert.Equal(["1", "2", "3"], JournalDriver.Facts(found));
        Assert.Equal((1, 5, 0), (found.Number, found.HeadPos, found.SnapshotPos));
        Assert.Null(found.Snapshot);
    }

    [Fact]
    public async Task A_head_that_the_caller_knows_is_where_the_load_begins()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a", facts: "1"), driver.Next("a", "2"));

        Assert.Equal(["1", "2"], JournalDriver.Facts(await driver.Load("a", head: 2)));
        Assert.Equal(["1", "2"], JournalDriver.Facts(await driver.Load("a", head: 1)));
    }

    [Fact]
    public async Task A_snapshot_replaces_the_one_before_and_the_commits_up_to_it()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a", facts: "1"), driver.Next("a", "2", snapshot: "s2"), driver.Next("a", "3"));
        await driver.Commit(driver.Next("a", "4", snapshot: "s4"), driver.Next("a", "5"));

        var found = await driver.Load("a");

        Assert.Equal("s4", JournalDriver.Text(found.Snapshot!.Value));
        Assert.Equal(4, found.SnapshotPos);
        Assert.Equal(["5"], JournalDriver.Facts(found));
    }

    [Fact]
    public async Task Empty_facts_and_large_ones_come_back_as_they_were()
    {
        var driver = await Claimed();
        var large = new string('x', 300_000);

        await driver.Commit(driver.First("a", facts: ""), driver.Next("a", large));

        Assert.Equal(["", large], JournalDriver.Facts(await driver.Load("a")));
    }

    [Fact]
    public async Task A_second_instance_of_an_id_is_rejected_and_the_rest_of_the_batch_is_stored()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a", facts: "first"));

        var intruder = driver.First("a", facts: "intruder");
        var outcome = await driver.Commit(driver.First("b"), intruder, driver.First("c"));

        Assert.Equal([new RejectedSlice(intruder.Pos, RejectedSlice.InstanceExists)], outcome.Rejected);
        Assert.Equal(["first"], JournalDriver.Facts(await driver.Load("a")));
        await driver.Load("b");
        await driver.Load("c");
    }

    [Fact]
    public async Task What_follows_a_rejected_slice_is_rejected_in_the_same_batch_and_in_later_ones()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a", facts: "first"));
        var (intruder, second, third) = (driver.First("a"), driver.Next("a"), driver.Next("a"));

        var outcome = await driver.Commit(intruder, driver.First("b"), second);
        var later = await driver.Commit(third, driver.Next("b"));

        Assert.Equal([intruder.Pos, second.Pos], outcome.Rejected.Select(r => r.Pos));
        Assert.Equal([new RejectedSlice(third.Pos, RejectedSlice.EarlierRejected)], later.Rejected);
        Assert.Equal(["first"], JournalDriver.Facts(await driver.Load("a")));
        Assert.Equal(2, (await driver.Load("b")).Commits.Length);
    }

    [Fact]
    public async Task Two_first_commits_of_one_id_in_one_batch_leave_the_earlier()
    {
        var driver = await Claimed();
        var (one, two) = (driver.First("a", facts: "one"), driver.First("a", facts: "two"));

        var outcome = await driver.Commit(one, two);

        Assert.Equal([two.Pos], outcome.Rejected.Select(r => r.Pos));
        Assert.Equal(["one"], JournalDriver.Facts(await driver.Load("a")));
    }

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
    public async Task Wake_rows_come_in_order_of_time_and_number_and_equal_times_do_not_hide_behind_the_limit()
    {
        var driver = await Claimed();
        var due = WakeAt.At(JournalDriver.Start);
        var ids = Enumerable.Range(0, 400).Select(i => $"i{i}").Where(id => driver.ShardOf(id).Number == 3).Take(7).ToArray();
        await driver.Commit([.. ids.Select((id, i) => driver.First(id, JournalDriver.Row(id, wake: i == 6 ? WakeAt.Runnable : due)))]);
        var read = new List<Wake>();

        for (Wake? from = null; ;)
        {
            var page = await driver.Journal.ReadWake(new(3), from, JournalDriver.Start, 2, default);
            read.AddRange(page);
            if (page.Length < 2)
            {
                break;
            }

            from = page[^1];
        }

        Assert.Equal([ids[6], .. ids[..6]], read.Select(w => w.Instance.Text));
        Assert.Equal(read.OrderBy(w => w.At).ThenBy(w => w.Number), read);
    }

    [Fact]
    public async Task Wake_reads_see_what_is_due_up_to_their_end_and_forget_what_sleeps_no_more()
    {
        var driver = await Claimed();
        var later = WakeAt.At(JournalDriver.Start.AddHours(1));
        await driver.Commit(driver.First("a", JournalDriver.Row("a", wake: later)));

        Assert.Empty(await driver.Journal.ReadWake(driver.ShardOf("a"), null, later.Time.AddTicks(-1), 10, default));
        Assert.Single(await driver.Journal.ReadWake(driver.ShardOf("a"), null, later.Time, 10, default));
        Assert.Empty(await driver.Journal.ReadWake(driver.ShardOf(driver.Elsewhere("a")), null, later.Time, 10, default));
        await driver.Commit(driver.Next("a", row: JournalDriver.Row("a", InstanceStatus.Completed)));
        Assert.Empty(await driver.Journal.ReadWake(driver.ShardOf("a"), null, later.Time, 10, default));
    }

    protected IJournal OpenAgain()
    {
        var journal = Open();
        _opened.Add(journal);
        return journal;
    }

    protected async Task<JournalDriver> Claimed()
    {
        var driver = new JournalDriver(OpenAgain());
        await driver.Claim();
        return driver;
    }
}
