using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

/// <summary>Calls at most once: recorded as attempted only when they are made.</summary>
public sealed class OnceStories
{
    [Fact]
    public void A_call_at_most_once_that_a_drain_left_behind_is_made_after_the_next_adoption()
    {
        var harness = new ShardHarness { Perform = _ => null };
        harness.Start(harness.Deploy(Workflows.CallOnceAfterACall), "a");
        harness.Run();

        harness.Give(new ShardInput.Drain());
        harness.Give(new ShardInput.EffectEnded(harness.Performed[0].Token, new EffectOutcome.Returned(1)));
        harness.Run();
        Assert.NotNull(harness.Stopped);
        Assert.Single(harness.Performed);

        harness.Perform = request => new EffectOutcome.Returned(request.Arguments);
        harness.Crash();
        harness.Run();

        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
        Assert.Equal(2, harness.Performed.Count);
    }

    [Fact]
    public void Calls_at_most_once_that_wait_for_a_slot_are_not_recorded_as_attempted()
    {
        var harness = new ShardHarness(new EngineLimits { EffectsPerInstance = 3 }) { Perform = _ => null };
        harness.Start(harness.Deploy(Workflows.ForkOf(7, once: true)), "a");
        harness.Run();
        for (var ended = 0; ended < 6; ended++)
        {
            var attempted = Stored(harness).Effects.Values.Where(effect => effect.Attempted).Select(effect => effect.Id).Order();
            Assert.Equal(harness.Performed[ended..].Select(performed => performed.Token.Effect), attempted);

            harness.Give(new ShardInput.EffectEnded(harness.Performed[ended].Token, new EffectOutcome.Returned(1)));
            harness.Run();
        }

        Assert.Equal(7, harness.Performed.Count);
        harness.Give(new ShardInput.EffectEnded(harness.Performed[^1].Token, new EffectOutcome.Returned(1)));
        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
    }

    [Fact]
    public void A_call_at_most_once_gets_the_slot_that_its_own_turn_has_freed()
    {
        var harness = new ShardHarness(new EngineLimits { EffectsPerInstance = 1 });
        harness.Perform = request => request.Arguments["name"].String == "first" ? null : new EffectOutcome.Returned(1);
        harness.Start(harness.Deploy(Workflows.CallOnceAfterARace), "a");

        harness.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
    }

    private static InstanceState Stored(ShardHarness harness)
    {
        var state = new InstanceState(new("a"));
        foreach (var commit in harness.Store.CommitsOf(state.Id))
        {
            FactCodec.Fold(state, commit.Span);
        }

        return state;
    }
}
