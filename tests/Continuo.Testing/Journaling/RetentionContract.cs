using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>What every journal forgets, and what it does not.</summary>
public abstract class RetentionContract : StoreSuite
{
    private static readonly DateTimeOffset s_end = JournalDriver.Start.AddDays(1);

    private JournalDriver _driver = null!;

    private IRetention Retention => (IRetention)_driver.Journal;

    private IInstanceQueries Queries => (IInstanceQueries)_driver.Journal;

    public override async ValueTask InitializeAsync() => _driver = await Claimed();

    [Fact]
    public async Task Ended_instances_come_in_the_order_of_their_ends_a_page_at_a_time()
    {
        await End("late", s_end.AddHours(2));
        await End("b", s_end);
        await End("a", s_end);
        await End("owes", s_end, WakeAt.Runnable);
        await _driver.Commit(_driver.First("runs"));

        var first = await Retention.ReadEnded(s_end.AddHours(2), null, 2, default);
        var rest = await Retention.ReadEnded(s_end.AddHours(2), first[^1], 2, default);

        Assert.Equal(["b", "a"], first.Select(e => e.Instance.Text));
        Assert.Equal(["late"], rest.Select(e => e.Instance.Text));
        Assert.Equal(s_end, first[0].At);
        Assert.Equal(2, (await Retention.ReadEnded(s_end, null, 9, default)).Length);
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_its_id_is_free()
    {
        await End("a", s_end);
        await _driver.Commit(_driver.First("b"));

        await _driver.Commit(Delete("a", s_end), _driver.First("a", facts: "again"));

        Assert.Equal(["again"], JournalDriver.Facts(await _driver.Load("a")));
        Assert.Single((await Queries.History(new("a"), 0, 9, default))!.Value);
        Assert.Equal(["a", "b"], (await Queries.List(new(), null, 9, default)).Items.Select(row => row.Id.Text));
        Assert.Empty((await Queries.List(new(Labels: [new("team", "blue")]), null, 9, default)).Items);
        await CleanAll(s_end);
        Assert.Equal(["again"], JournalDriver.Facts(await _driver.Load("a")));
        await _driver.Load("b");
    }

    [Fact]
    public async Task An_instance_that_is_not_as_expected_any_more_stays()
    {
        await End("young", s_end.AddTicks(1));
        await End("owes", s_end, WakeAt.Runnable);
        await End("retried", s_end);
        var retried = Delete("retried", s_end);
        await _driver.Commit(_driver.Next("retried", row: JournalDriver.Row("retried")));

        await _driver.Commit(Delete("young", s_end), Delete("owes", s_end), retried, new ShardAction.Delete(_driver.GivePosition(), new("nobody"), 999, s_end));

        Assert.Equal(3, (await Queries.List(new(), null, 9, default)).Items.Length);
        Assert.Equal(4, (await _driver.Load("retried")).HeadSeq);
    }

    [Fact]
    public async Task A_parent_stays_as_long_as_one_of_its_children_so_that_no_other_of_its_id_meets_it()
    {
        await End("a", s_end);
        await End("a/3", s_end.AddHours(1));
        await End("a0", s_end);
        await End("a.b", s_end);

        Assert.Equal(["a0", "a.b"], (await Retention.ReadEnded(s_end, null, 9, default)).Select(e => e.Instance.Text));
        await _driver.Commit(Delete("a", s_end));
        await _driver.Load("a");

        await _driver.Commit(Delete("a/3", s_end.AddHours(1)), Delete("a", s_end));
        Assert.Null(await _driver.Journal.Load(new("a"), null, default));
    }

    [Fact]
    public async Task A_long_history_goes_in_slices_and_nothing_else_with_it()
    {
        await _driver.Commit(_driver.First("other"), _driver.First("a"), _driver.Next("other", "2"));
        for (var i = 0; i < 20; i++)
        {
            await _driver.Commit(_driver.Next("a"));
        }

        await _driver.Commit(_driver.Next("a", row: JournalDriver.Row("a", InstanceStatus.Completed) with { FinishedAt = s_end }), _driver.Next("other", "3"));
        await _driver.Commit(Delete("a", s_end));

        Assert.True(await CleanAll(s_end, limit: 5) <= 6);
        Assert.Equal(["started", "2", "3"], JournalDriver.Facts(await _driver.Load("other")));
    }

    [Fact]
    public async Task After_a_restart_what_was_deleted_stays_deleted_and_positions_go_on()
    {
        await End("a", s_end);
        await _driver.Commit(_driver.First("b"));
        await _driver.Commit(Delete("a", s_end));

        var next = await Claimed();

        Assert.Null(await next.Journal.Load(new("a"), null, default));
        await ((IRetention)next.Journal).Clean(s_end, 100, default);
        await next.Commit(next.First("a", facts: "again"));
        Assert.Equal(["again"], JournalDriver.Facts(await next.Load("a")));
    }

    [Fact]
    public async Task Old_events_go_and_may_come_again_while_places_go_on()
    {
        await _driver.Commit(_driver.Events("1", "2"));
        var young = _driver.Events("3");
        await _driver.Commit(young);

        await CleanAll(young.At.AddTicks(-1));

        Assert.Equal([3], (await Read()).Select(e => e.N));
        Assert.Equal([4, 3], Assert.Single((await _driver.Commit(_driver.Events("1", "3"))).Events).Positions);
        await CleanAll(s_end);
        Assert.Equal([4], (await Read()).Select(e => e.N));
        var next = await Claimed();
        Assert.Equal([5], Assert.Single((await next.Commit(next.Events("5"))).Events).Positions);
    }

    [Fact]
    public async Task An_event_that_a_listener_has_still_to_read_stays()
    {
        await _driver.Commit(_driver.Events([.. Enumerable.Range(1, 9).Select(i => JournalDriver.Event($"{i}", i % 2 == 0 ? "paid" : "sent"))]));
        await _driver.Commit(_driver.First("a"), _driver.Next("a", subscriptions: new([new(new("a"), 1, [EventKey.OfType("paid")], 3)], [])));

        await CleanAll(s_end, limit: 2);
        Assert.Equal([4, 6, 8, 9], (await Read()).Select(e => e.N));

        await _driver.Commit(_driver.Next("a", subscriptions: new([new(new("a"), 2, [EventKey.Any], 7)], [1])));
        await CleanAll(s_end, limit: 2);
        Assert.Equal([8, 9], (await Read()).Select(e => e.N));
    }

    [Fact]
    public async Task A_fenced_writer_cleans_nothing()
    {
        await _driver.Commit(_driver.Events("1", "2"));
        await Claimed();

        await Retention.Clean(s_end, 100, default);

        Assert.Equal(2, (await Read()).Length);
    }

    private async Task End(string id, DateTimeOffset at, WakeAt? wake = null)
    {
        var ended = JournalDriver.Row(id, InstanceStatus.Completed, wake) with { FinishedAt = at };
        await _driver.Commit(
            _driver.First(id, JournalDriver.Row(id, labels: new KeyValuePair<string, string>("team", "blue"))),
            _driver.Next(id, "went on", snapshot: "s", subscriptions: new([new(new(id), 1, [EventKey.OfType("x")], 0)], [])),
            _driver.Next(id, row: ended, subscriptions: new([], [1])));
    }

    private ShardAction.Delete Delete(string id, DateTimeOffset through) => new(_driver.GivePosition(), new(id), _driver.NumberOf(id), through);

    private async Task<int> CleanAll(DateTimeOffset through, int limit = 100)
    {
        var slices = 1;
        for (; await Retention.Clean(through, limit, default); slices++)
        {
            Assert.True(slices < 100, "It does not come to an end.");
        }

        return slices;
    }

    private async Task<ImmutableArray<StoredEvent>> Read() => (await _driver.Journal.ReadEvents(0, [], 0, 100, default)).Events;
}
