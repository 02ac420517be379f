using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class ShardStories
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void A_workflow_of_two_calls_runs_to_its_end()
    {
        var start = _harness.Start(_harness.Deploy(Workflows.TwoCalls), "a", JsonValue.Parse("""{"n":1}"""));

        _harness.Run();

        Assert.False(Assert.IsType<CommandResult.Started>(_harness.Replies[start]).Existed);
        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
        Assert.Equal(["first", "second"], _harness.Performed.Select(p => p.Request.Arguments["name"].String));
        Assert.Equal(new InstanceId("a"), Assert.Single(_harness.Ended));
        Assert.Equal(InstanceStatus.Completed, Assert.Single(_harness.Store.Rows).Status);
    }

    [Fact]
    public void A_start_with_a_fresh_id_reads_nothing()
    {
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "a", fresh: true);
        _harness.Run();

        Assert.Equal(0, _harness.Shard.Statistics.Loads);
        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
    }

    [Fact]
    public void The_same_start_again_finds_the_same_instance_and_another_one_is_a_conflict()
    {
        var definition = _harness.Deploy(Workflows.TwoCalls);
        _harness.Start(definition, "a", 1);
        _harness.Run();

        var same = _harness.Start(definition, "a", 1);
        var other = _harness.Start(definition, "a", 2);
        _harness.Run();

        Assert.True(Assert.IsType<CommandResult.Started>(_harness.Replies[same]).Existed);
        Assert.Equal("instance-exists", Assert.IsType<CommandResult.Conflict>(_harness.Replies[other]).Code);
    }

    [Fact]
    public void A_fresh_id_that_the_journal_knows_is_a_conflict_and_the_instance_goes_on()
    {
        var definition = _harness.Deploy(Workflows.TwoCalls);
        _harness.Start(definition, "a", 1);
        _harness.Run();
        _harness.Crash();
        _harness.Run();

        var again = _harness.Start(definition, "a", 1, fresh: true);
        _harness.Run();

        Assert.Equal("instance-exists", Assert.IsType<CommandResult.Conflict>(_harness.Replies[again]).Code);
        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
        Assert.Equal(2, _harness.Performed.Count);
    }

    [Fact]
    public void What_does_not_exist_is_not_found()
    {
        var cancel = _harness.Send("nobody", new Stimulus.Cancel("why"));
        var inspect = _harness.Send("nobody", new Stimulus.Inspect());
        _harness.Run();

        Assert.IsType<CommandResult.NotFound>(_harness.Replies[cancel]);
        Assert.IsType<CommandResult.NotFound>(_harness.Replies[inspect]);
        Assert.Equal(0, _harness.Shard.Statistics.InstancesInMemory);
    }

    [Fact]
    public void A_definition_that_is_not_there_refuses_the_start()
    {
        var definition = _harness.Deploy(Workflows.TwoCalls);
        _harness.Store.Definitions.Clear();

        var start = _harness.Start(definition, "a");
        _harness.Run();

        Assert.Equal("definition-missing", Assert.IsType<CommandResult.Refused>(_harness.Replies[start]).Code);
    }

    [Fact]
    public void A_child_that_was_cancelled_before_its_start_is_not_started()
    {
        var definition = _harness.Deploy(Workflows.TwoCalls);
        var cancel = _harness.Send("parent/1", new Stimulus.Cancel("parent"));
        _harness.Run();

        var start = _harness.Start(definition, "parent/1");
        _harness.Run();

        Assert.IsType<CommandResult.NotFound>(_harness.Replies[cancel]);
        Assert.Equal("instance-cancelled", Assert.IsType<CommandResult.Conflict>(_harness.Replies[start]).Code);
        Assert.Empty(_harness.Performed);
    }

    [Fact]
    public void A_parent_waits_for_its_child()
    {
        _harness.Deploy(Workflows.TwoCalls);
        _harness.Start(_harness.Deploy(Workflows.Parent), "p");
        _harness.Run();

        Assert.Equal(InstanceStatus.Completed, _harness.View("p").Status);
        Assert.Equal(2, _harness.Store.Rows.Count());
        Assert.All(_harness.Store.Rows, row => Assert.Null(row.Wake));
    }

    [Fact]
    public void A_wait_survives_a_crash_without_starting_over()
    {
        _harness.Start(_harness.Deploy(Workflows.WaitAnHour), "a");
        _harness.Pass(TimeSpan.FromMinutes(50));
        _harness.Crash();

        _harness.Pass(TimeSpan.FromMinutes(9));
        Assert.Equal(InstanceStatus.Waiting, _harness.View("a").Status);
        _harness.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
    }

    [Fact]
    public void A_deadline_is_kept_while_an_effect_is_in_flight()
    {
        _harness.Perform = _ => null;
        _harness.Start(_harness.Deploy(Workflows.CallWithin20Minutes), "a");

        _harness.Pass(TimeSpan.FromMinutes(19));
        Assert.Equal(InstanceStatus.Running, _harness.View("a").Status);
        _harness.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(InstanceStatus.Faulted, _harness.View("a").Status);
    }

    [Fact]
    public void At_the_timeout_around_it_a_call_in_its_second_attempt_is_stopped_and_no_inner_try_hears_of_it()
    {
        var failures = new Queue<EffectOutcome>([new EffectOutcome.Failed(new WorkflowError("about:blank", 503))]);
        _harness.Perform = _ => failures.TryDequeue(out var failed) ? failed : null;
        _harness.Start(_harness.Deploy(Workflows.CallWithin1MinuteInATry), "a");

        _harness.Pass(TimeSpan.FromMinutes(1));

        var view = _harness.View("a");
        Assert.Equal((InstanceStatus.Faulted, 408), (view.Status, view.Error?.Status));
        Assert.Equal(2, _harness.Performed.Count);
        Assert.Equal(_harness.Performed[1].Token, Assert.Single(_harness.Abandoned));
        _harness.Give(new ShardInput.Drain());
        _harness.Run();
        Assert.NotNull(_harness.Stopped);
    }

    [Fact]
    public void A_result_that_comes_twice_or_from_an_earlier_adoption_is_dropped()
    {
        _harness.Perform = _ => null;
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "a");
        _harness.Run();
        var old = _harness.Performed[0].Token;
        _harness.Crash();
        _harness.Run();
        Assert.Equal(2, _harness.Performed.Count);

        _harness.Give(new ShardInput.EffectEnded(old, new EffectOutcome.Returned(1)));
        _harness.Run();

        Assert.Equal(1, _harness.Shard.Statistics.StaleEffects);
        Assert.Equal(InstanceStatus.Running, _harness.View("a").Status);
        Assert.Equal(_harness.Performed[0].Request.Key, _harness.Performed[1].Request.Key);
    }

    [Fact]
    public void A_busy_receiver_gets_the_same_attempt_again_after_a_while()
    {
        var answers = new Queue<EffectOutcome>([new EffectOutcome.Busy(TimeSpan.FromSeconds(5))]);
        _harness.Perform = request => answers.TryDequeue(out var busy) ? busy : new EffectOutcome.Returned(request.Arguments);
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "a");

        _harness.Run();
        Assert.Single(_harness.Performed);
        _harness.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
        Assert.Equal(_harness.Performed[0].Token, _harness.Performed[1].Token);
    }
}
