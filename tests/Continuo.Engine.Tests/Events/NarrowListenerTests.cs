using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Events;

public sealed class NarrowListenerTests
{
    private static readonly EventKey s_paid = EventKey.OfType("paid");

    private readonly List<StoredEvent> _log = [];
    private readonly List<(string Instance, long N)> _offers = [];

    [Fact]
    public void An_event_is_offered_to_the_one_that_waits_for_its_value()
    {
        var delivery = Adopt(0, [.. Enumerable.Range(1, 500).Select(i => For($"i{i}", i))]);

        Publish(delivery, "paid", 77);
        Publish(delivery, "paid", 1_000);
        Drive(delivery);

        Assert.Equal([("i77", 1L)], _offers);
    }

    [Fact]
    public void Those_who_listen_for_the_type_hear_of_it_too()
    {
        var delivery = Adopt(0, For("narrow", 1), Wide("wide"));

        Publish(delivery, "paid", 1);
        Publish(delivery, "paid", 2);
        Drive(delivery);

        Assert.Equal([("narrow", 1L), ("wide", 1L), ("wide", 2L)], _offers.Order());
    }

    [Fact]
    public void What_came_before_it_listened_is_found_by_its_value()
    {
        var delivery = Adopt(0);
        Publish(delivery, "paid", 5);
        Publish(delivery, "paid", 6);

        delivery.Changed(new("a"), [For("a", 6)], []);
        Drive(delivery);

        Assert.Equal([("a", 2L)], _offers);
    }

    [Fact]
    public void A_successor_finds_what_its_predecessor_had_not_offered_whatever_the_mark_says()
    {
        _log.AddRange([Event(1, "paid", 1), Event(2, "noise", 2), Event(3, "paid", 2), Event(4, "paid", 3)]);
        var image = Image(mark: 4, For("a", 1) with { Since = 1 }, For("b", 2) with { Since = 1 }, For("c", 3));

        Drive(new EventDelivery(image, 64));

        Assert.Equal([("b", 3L), ("c", 4L)], _offers.Order());
    }

    [Fact]
    public void Events_that_nobody_had_looked_at_reach_both_kinds()
    {
        _log.AddRange([Event(1, "paid", 1), Event(2, "paid", 2)]);

        Drive(new EventDelivery(Image(mark: 1, For("a", 1) with { Since = 1 }, For("b", 2) with { Since = 1 }, Wide("w") with { Since = 1 }), 64));

        Assert.Equal([("b", 2L), ("w", 2L)], _offers.Order());
    }

    [Fact]
    public void One_that_begins_to_listen_during_a_look_misses_nothing_of_another_type()
    {
        var delivery = Adopt(0, For("a", 1));
        Publish(delivery, "paid", 9);
        delivery.Step();
        var look = delivery.NextRead()!;

        delivery.Changed(new("b"), [new Subscription(new("b"), 1, [EventKey.OfType("sent")], 1) { Pokes = [EventKeys.OfValue("sent", ".data.order", 4)!.Value] }], []);
        Publish(delivery, "sent", 4);
        delivery.Read([.. _log.Where(e => e.Type == "paid")], 2, Take);
        Drive(delivery);

        Assert.Equal([("b", 2L)], _offers);
        Assert.Equal([s_paid], look.Keys);
    }

    [Fact]
    public void Equal_numbers_have_one_key_and_other_kinds_another()
    {
        var integer = EventKeys.OfValue("t", ".data.n", JsonValue.Parse("1"));

        Assert.Equal(integer, EventKeys.OfValue("t", ".data.n", JsonValue.Parse("1.0")));
        Assert.NotEqual(integer, EventKeys.OfValue("t", ".data.n", "1"));
        Assert.NotEqual(integer, EventKeys.OfValue("t", ".data.m", JsonValue.Parse("1")));
        Assert.Null(EventKeys.OfValue("t", ".data.n", JsonValue.Null));
    }

    [Fact]
    public void The_keys_of_values_are_frozen() =>
        Assert.Equal(
            [new EventKey(4422731484656353479), new EventKey(4225328121821058696), new EventKey(5550843028021246433)],
            EventKeys.OfValues(new(1, JsonValue.Parse("""{"type":"shop.paid","data":{"order":7,"of":{"x":"y","deeper":{"z":1}},"list":[1],"yes":true}}"""), default)).Skip(1));

    private static Subscription For(string instance, int order) =>
        new(new(instance), 1, [s_paid], 0) { Pokes = [EventKeys.OfValue("paid", ".data.order", order)!.Value] };

    private static Subscription Wide(string instance) => new(new(instance), 1, [s_paid], 0);

    private static StoredEvent Event(long n, string type, int order) => new(n, JsonObject.Of(("type", type), ("data", JsonObject.Of(("order", order)))), DateTimeOffset.UnixEpoch);

    private EventDelivery Adopt(long mark, params Subscription[] subscriptions) => new(Image(mark, subscriptions), 64);

    private ShardImage Image(long mark, params Subscription[] subscriptions) => new()
    {
        LastPos = 0,
        Heads = ImmutableDictionary<InstanceId, long>.Empty,
        Subscriptions = [.. subscriptions],
        EventTails = [_log.Count],
        EventMarks = [mark],
    };

    private void Publish(EventDelivery delivery, string type, int order)
    {
        _log.Add(Event(_log.Count + 1, type, order));
        delivery.Appended(_log.Count, [EventKey.OfType(type)]);
    }

    private void Drive(EventDelivery delivery)
    {
        while (delivery.HasWork || delivery.NextRead() is { } read && Answer(delivery, read))
        {
            delivery.Step();
        }
    }

    private bool Answer(EventDelivery delivery, ShardAction.ReadEvents read)
    {
        ImmutableArray<StoredEvent> found = [.. _log.Where(e => e.N > read.AfterN && (read.Keys.IsEmpty || read.Keys.Contains(EventKey.OfType(e.Type)))).Take(read.Limit)];
        delivery.Read(found, found.Length < read.Limit ? _log.Count : found[^1].N, (instance, offered) =>
        {
            Take(instance, offered);
            delivery.Served(instance, offered.Through);
        });
        return true;
    }

    private void Take(InstanceId instance, Stimulus.EventsOffered offered) => _offers.AddRange(offered.Events.Select(e => (instance.Text, e.N)));
}
