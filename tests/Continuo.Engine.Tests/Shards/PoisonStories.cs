using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class PoisonStories
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void A_turn_that_throws_makes_its_instance_stuck_and_the_shard_goes_on()
    {
        Break();
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "b");
        _harness.Run();

        var stuck = _harness.View("a");
        Assert.Equal(InstanceStatus.Stuck, stuck.Status);
        Assert.Contains("out of order", stuck.Incident, StringComparison.Ordinal);
        Assert.Equal(InstanceStatus.Completed, _harness.View("b").Status);
        Assert.Equal(1, _harness.Shard.Statistics.Stuck);
    }

    [Fact]
    public void A_stuck_instance_is_still_stuck_after_a_crash_and_goes_on_when_an_operator_retries_it()
    {
        Break();
        _harness.Crash();
        Assert.Equal(InstanceStatus.Stuck, _harness.View("a").Status);

        _harness.Secret = _ => "right";
        _harness.Send("a", new Stimulus.Retry(null));
        _harness.Run();

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
        Assert.Single(_harness.Performed.Select(p => p.Request.Key).Distinct());
    }

    [Fact]
    public void A_retry_of_what_still_breaks_is_answered_and_leaves_the_shard_alive()
    {
        Break();

        var retry = _harness.Send("a", new Stimulus.Retry(null));
        _harness.Run();

        Assert.IsNotType<CommandResult.Viewed>(_harness.Replies[retry]);
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "b");
        _harness.Run();
        Assert.Equal(InstanceStatus.Completed, _harness.View("b").Status);
    }

    [Theory]
    [InlineData(new byte[] { 0, 99, 0 })]
    [InlineData(new byte[] { 0, 1, 1, 250 })]
    public void A_history_of_a_newer_version_stops_the_shard(byte[] commit)
    {
        var actions = Load(commit);

        Assert.Contains(actions, action => action is ShardAction.Stop { IsDrained: false });
    }

    [Theory]
    [InlineData(new byte[] { 255, 255, 255, 255 })]
    [InlineData(new byte[] { 0, 1, 1, 1, 7 })]
    public void A_damaged_history_quarantines_its_instance_and_the_shard_goes_on(byte[] commit)
    {
        var actions = Load(commit);

        Assert.Equal("instance-quarantined", Assert.IsType<CommandResult.Refused>(Assert.Single(actions.OfType<ShardAction.Reply>()).Result).Code);
        Assert.DoesNotContain(actions, action => action is ShardAction.Stop);
        Assert.Equal(1, _harness.Shard.Statistics.Quarantined);
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "b");
        _harness.Run();
        Assert.Equal(InstanceStatus.Completed, _harness.View("b").Status);
    }

    private List<ShardAction> Load(byte[] commit)
    {
        var actions = new List<ShardAction>();
        _harness.Shard.Handle(new ShardInput.Command(new(new Guid(9, 9, 9, new byte[8])), new("y"), new Stimulus.Inspect()), _harness.Now, actions);
        _harness.Shard.Handle(new ShardInput.Loaded(new("y"), new(new("y"), 1, 1, 1, 0, null, [commit])), _harness.Now, actions);
        return actions;
    }

    private void Break()
    {
        _harness.Secret = _ => throw new InvalidOperationException("The vault is out of order");
        _harness.Start(_harness.Deploy(Workflows.Secretive), "a");
        _harness.Run();
    }
}
