using Continuo.Engine.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class EffectSlotsTests
{
    [Fact]
    public void Effects_beyond_the_limit_wait_and_go_out_in_their_order_when_one_ends()
    {
        var slots = new EffectSlots();
        for (var effect = 1; effect <= 4; effect++)
        {
            slots.Request(effect, effect * 10);
        }

        Assert.Equal([1, 2], Begin(slots, 2));
        Assert.Empty(Begin(slots, 2));

        slots.End(2, 1);

        Assert.True(slots.TryNext(2, out var effect3, out var after));
        Assert.Equal(3, effect3);
        Assert.Equal(30, after);
    }

    [Fact]
    public void A_result_of_another_attempt_frees_nothing()
    {
        var slots = new EffectSlots();
        slots.Request(1, 0);
        Begin(slots, 1);

        slots.End(1, 2);

        Assert.True(slots.IsInFlight(1, 1));
    }

    [Fact]
    public void An_abandoned_effect_frees_its_slot_whichever_attempt_is_in_flight()
    {
        var slots = new EffectSlots();
        slots.Request(1, 0);
        slots.TryNext(1, out _, out _);
        slots.Began(1, 3);

        Assert.Equal(3, slots.Abandon(1));
        Assert.Equal(0, slots.InFlight);
    }

    [Fact]
    public void What_is_abandoned_while_it_waits_never_goes_out()
    {
        var slots = new EffectSlots();
        slots.Request(1, 0);
        slots.Request(2, 0);
        slots.Request(3, 0);
        Begin(slots, 1);

        Assert.Null(slots.Abandon(2));
        Assert.Equal(1, slots.Abandon(1));

        Assert.Equal([3], Begin(slots, 1));
    }

    private static List<int> Begin(EffectSlots slots, int limit)
    {
        var begun = new List<int>();
        while (slots.TryNext(limit, out var effect, out _))
        {
            slots.Began(effect, 1);
            begun.Add(effect);
        }

        return begun;
    }
}
