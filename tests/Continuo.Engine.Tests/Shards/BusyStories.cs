using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

/// <summary>Effects whose receiver could not take them, and that were overtaken meanwhile.</summary>
public sealed class BusyStories
{
    [Fact]
    public void A_child_that_ends_before_its_start_is_answered_is_not_started_again()
    {
        var harness = new ShardHarness(new EngineLimits { CommandsPerShard = 1 });
        harness.Before = action =>
        {
            // The shard is full when the start of the child comes.
            if (action is ShardAction.Perform { Request.Kind: EffectKind.StartChild })
            {
                harness.Send("x", new Stimulus.Inspect());
            }
        };
        harness.Deploy(Workflows.TwoCalls);
        harness.Start(harness.Deploy(Workflows.Parent), "a");
        harness.Run();

        harness.Send("a", new Stimulus.ChildEnded(1, new InstanceId("a").Child(1), JsonValue.Null, null));
        harness.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
        Assert.Single(harness.Performed, performed => performed.Request.Kind == EffectKind.StartChild);
    }
}
