using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Events;

public sealed class EventDeliveryTests
{
    private static readonly EventKey s_order = EventKey.OfType("order");
    private static readonly EventKey s_payment = EventKey.OfType("payment");

    private readonly List<StoredEvent> _log = [];
    private readonly List<(InstanceId Instance, Stimulus.EventsOffered Offered)> _offers = [];

    [Fact]
    public void An_event_is_offered_to_those_who_listen_for_its_type_and_to_nobody_else()
    {
        var delivery = Adopt(Listen("a", 1, s_order), Listen("b", 1, s_payment), Listen("c", 1, EventKey.Any));

        Publish(delivery, "order");
        Drive(delivery);

        Assert.Equal(["a", "c"], _offers.Select(o => o.Instance.Text).Order());
    }

    [Fact]
    public void A_frame_that_opens_behind_the_tail_reads_what_came_before_it()
    {
        var delivery = Adopt();
        Publish(delivery, "order");

        delivery.Changed(new("a"), [Listen("a", 1, s_order)], []);
        Drive(delivery);

        Assert.Equal(1, Assert.Single(Assert.Single(_offers).Offered.Events).N);
    }

    [Fact]
    public void An_event_is_offered_once_and_not_again_with_the_next()
    {
        var delivery = Adopt(Listen("a", 1, s_order));
        Publish(delivery, "order");
        Drive(delivery);
        Publish(delivery, "order");
        Drive(delivery);

        Assert.Equal([1L, 2L], _offers.SelectMany(o => o.Offered.Events).Select(e => e.N));
    }

    [Fact]
    public void What_waits_for_a_turn_is_not_overtaken()
    {
        var delivery = Adopt(Listen("a", 1, s_order));
        Publish(delivery, "order");
        Drive(delivery, serve: false);
        Publish(delivery, "order");
        Drive(delivery, serve: false);

        Assert.Single(_offers);

        delivery.Served(new("a"), _offers[0].Offered.Through);
        Drive(delivery);

        Assert.Equal(2, _offers.Count);
    }

    [Fact]
    public void What_an_instance_was_offered_and_did_not_record_is_offered_again_after_it_comes_back()
    {
        var delivery = Adopt(Listen("a", 1, s_order));
        Publish(delivery, "order");
        Drive(delivery, serve: false);

        delivery.Reset(new("a"), [Listen("a", 1, s_order)]);
        Drive(delivery);

        Assert.Equal([1L, 1L], _offers.SelectMany(o => o.Offered.Events).Select(e => e.N));
    }

    [Fact]
    public void A_listener_that_opens_during_a_read_that_was_not_made_for_it_misses_nothing()
    {
        var delivery = Adopt(Listen("a", 1, s_order));
        Publish(delivery, "payment");
        Publish(delivery, "order");
        delivery.Step();
        var read = delivery.NextRead()!;
        var page = Page(read);

        delivery.Changed(new("a"), [Listen("a", 2, s_payment)], []);
        delivery.Read(page, 2, Take);
        Drive(delivery);

        Assert.Equal([1L, 2L], _offers.SelectMany(o => o.Offered.Events).Select(e => e.N).Distinct().Order());
    }

    [Fact]
    public void Events_that_came_while_nobody_owned_the_shard_are_found_from_the_mark()
    {
        var listeners = new[] { Listen("a", 1, s_order) with { Since = 1 }, Listen("b", 1, s_payment) };
        _log.AddRange([Event(1, "order"), Event(2, "order"), Event(3, "noise")]);
        var delivery = new EventDelivery(Image(listeners, tail: 3, mark: 1), 64);

        Drive(delivery);

        var (instance, offered) = Assert.Single(_offers);
        Assert.Equal("a", instance.Text);
        Assert.Equal(2, Assert.Single(offered.Events).N);
        Assert.Equal(3, delivery.Mark);
    }

    [Fact]
    public void A_listener_whose_place_is_behind_the_mark_reads_from_its_place()
    {
        _log.AddRange([Event(1, "order"), Event(2, "noise"), Event(3, "order")]);
        var delivery = new EventDelivery(Image([Listen("a", 1, s_order), Listen("b", 1, s_order) with { Since = 1 }], tail: 3, mark: 3), 64);

        Drive(delivery);

        Assert.Equal([1L, 3L], _offers.Single(o => o.Instance.Text == "a").Offered.Events.Select(e => e.N));
        Assert.Equal([3L], _offers.Single(o => o.Instance.Text == "b").Offered.Events.Select(e => e.N));
    }

    [Fact]
    public void Events_are_offered_to_the_frames_that_they_were_read_for()
    {
        var delivery = Adopt(Listen("a", 1, s_order), Listen("a", 2, s_payment));
        Publish(delivery, "order");
        Drive(delivery, serve: false);
        delivery.Changed(new("a"), [Listen("a", 3, s_payment)], []);

        Assert.Equal([1, 2], Assert.Single(_offers).Offered.Frames.Order());
    }

    [Fact]
    public void One_event_to_many_waiters_goes_out_in_bounded_steps()
    {
        const int Waiters = 2_500;
        var delivery = Adopt([.. Enumerable.Range(0, Waiters).Select(i => Listen($"i{i}", 1, s_order))]);
        Publish(delivery, "order");

        delivery.Step();
        Assert.True(delivery.HasWork);
        Assert.Null(delivery.NextRead());
        Drive(delivery);

        Assert.Equal(Waiters, _offers.Count);
        Assert.Equal(1, delivery.Mark);
    }

    [Fact]
    public void An_instance_gets_no_more_events_at_once_than_a_turn_takes()
    {
        var delivery = Adopt(Listen("a", 1, s_order));
        for (var i = 0; i < 150; i++)
        {
            Publish(delivery, "order");
        }

        Drive(delivery);

        Assert.Equal([64, 64, 22], _offers.Select(o => o.Offered.Events.Length));
    }

    [Fact]
    public void A_frame_that_closed_is_not_offered_anything()
    {
        var delivery = Adopt(Listen("a", 1, s_order));
        delivery.Changed(new("a"), [], [1]);

        Publish(delivery, "order");
        Drive(delivery);

        Assert.Empty(_offers);
        Assert.Equal(0, delivery.Listeners);
    }

    private static Subscription Listen(string instance, int frame, EventKey key) => new(new(instance), frame, [key], 0);

    private static StoredEvent Event(long n, string type) => new(n, new JsonObject.Builder(1).Set("type", type).Build(), default);

    private static ShardImage Image(Subscription[] listeners, long tail, long mark) => new()
    {
        LastPos = 0,
        Heads = new Dictionary<InstanceId, long>(),
        Subscriptions = [.. listeners],
        EventTails = [tail],
        EventMarks = [mark],
    };

    private static EventDelivery Adopt(params Subscription[] listeners) => new(Image(listeners, 0, 0), 64);

    private void Publish(EventDelivery delivery, string type)
    {
        var stored = Event(_log.Count + 1, type);
        _log.Add(stored);
        delivery.Appended(stored.N, [EventKey.OfType(type)]);
    }

    private void Drive(EventDelivery delivery, bool serve = true)
    {
        while (true)
        {
            while (delivery.HasWork)
            {
                delivery.Step();
            }

            if (delivery.NextRead() is not { } read)
            {
                return;
            }

            var before = _offers.Count;
            var page = Page(read);
            delivery.Read(page, page.Length == read.Limit ? page[^1].N : _log.Count, Take);
            foreach (var (instance, offered) in serve ? _offers[before..] : [])
            {
                delivery.Served(instance, offered.Through);
            }
        }
    }

    private ImmutableArray<StoredEvent> Page(ShardAction.ReadEvents read) =>
        [.. _log.Where(e => e.N > read.AfterN && (read.Keys.IsEmpty || read.Keys.Contains(EventKey.OfType(e.Type)))).Take(read.Limit)];

    private void Take(InstanceId instance, Stimulus.EventsOffered offered) => _offers.Add((instance, offered));
}
