using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class RetentionStories
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void An_ended_instance_leaves_memory_and_store_and_its_id_is_free()
    {
        var number = Complete("a");
        Expire("a", number);

        var again = _harness.Start(_harness.Deploy(Workflows.TwoCalls), "a", 7);
        _harness.Run();

        Assert.False(Assert.IsType<CommandResult.Started>(_harness.Replies[again]).Existed);
        Assert.Equal((InstanceStatus.Completed, 7d), (_harness.View("a").Status, _harness.View("a").Input.Number));
        Assert.Equal(1, _harness.Shard.Statistics.Deleted);
    }

    [Fact]
    public void Whoever_asks_while_it_is_deleted_learns_that_it_is_gone()
    {
        var number = Complete("a");

        _harness.Give(Expired("a", number));
        var look = _harness.Send("a", new Stimulus.Inspect());
        _harness.Run();

        Assert.IsType<CommandResult.NotFound>(_harness.Replies[look]);
    }

    [Fact]
    public void An_instance_that_is_not_in_memory_is_deleted_too()
    {
        var number = Complete("a");
        _harness.Crash();

        Expire("a", number);

        Assert.Empty(_harness.Store.Rows);
    }

    [Fact]
    public void An_instance_that_was_retried_meanwhile_stays()
    {
        _harness.Perform = _ => new EffectOutcome.Failed(new("about:blank", 500));
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "a");
        _harness.Run();
        var number = _harness.Store.Rows.Single().Number;
        _harness.Perform = request => new EffectOutcome.Returned(request.Arguments);

        _harness.Send("a", new Stimulus.Retry(null));
        _harness.Give(Expired("a", number));
        _harness.Run();

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
    }

    [Fact]
    public void An_instance_that_was_retried_and_has_left_memory_stays()
    {
        _harness.Perform = _ => new EffectOutcome.Failed(new("about:blank", 500));
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "a");
        _harness.Run();
        var number = _harness.Store.Rows.Single().Number;
        _harness.Perform = _ => null;
        _harness.Send("a", new Stimulus.Retry(null));
        _harness.Run();
        _harness.Crash();

        _harness.Give(Expired("a", number));
        _harness.Run();

        Assert.Equal(InstanceStatus.Running, _harness.View("a").Status);
    }

    [Fact]
    public void Frames_of_an_uncaught_fault_stay_until_then()
    {
        _harness.Perform = _ => new EffectOutcome.Failed(new("about:blank", 500));
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "a");
        _harness.Run();
        var number = _harness.Store.Rows.Single().Number;
        _harness.Give(new ShardInput.Expired([(new("a"), number)], _harness.Now.AddDays(-1)));
        _harness.Run();
        _harness.Perform = request => new EffectOutcome.Returned(request.Arguments);

        _harness.Send("a", new Stimulus.Retry(null));
        _harness.Run();

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
    }

    private long Complete(string id)
    {
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), id);
        _harness.Run();
        return _harness.Store.Rows.Single(row => row.Id.Text == id).Number;
    }

    private void Expire(string id, long number)
    {
        _harness.Give(Expired(id, number));
        _harness.Run();
    }

    private ShardInput.Expired Expired(string id, long number) => new([(new(id), number)], _harness.Now);
}
