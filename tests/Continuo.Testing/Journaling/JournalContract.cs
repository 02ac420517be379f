using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>What every journal does with commits, loads and due times.</summary>
public abstract class JournalContract : StoreSuite
{
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

        Assert.Equal([new RejectedSlice(driver.ShardOf("a"), intruder.Pos, RejectedSlice.InstanceExists)], outcome.Rejected);
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
        Assert.Equal([new RejectedSlice(driver.ShardOf("a"), third.Pos, RejectedSlice.EarlierRejected)], later.Rejected);
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
}
