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
    public void Effects_beyond_the_limit_of_an_instance_wait_for_a_slot()
    {
        var harness = new ShardHarness(new EngineLimits { EffectsPerInstance = 3 }) { Perform = _ => null };
        harness.Start(harness.Deploy(Workflows.ForkOf(10)), "a");
        harness.Run();
        Assert.Equal(3, harness.Performed.Count);

        harness.Perform = request => new EffectOutcome.Returned(request.Arguments);
        foreach (var (token, _) in harness.Performed.ToArray())
        {
            harness.Give(new ShardInput.EffectEnded(token, new EffectOutcome.Returned(1)));
        }

        harness.Run();
        Assert.Equal(10, harness.Performed.Count);
        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
    }

    [Fact]
    public void Results_that_come_together_become_one_commit()
    {
        _harness.Perform = _ => null;
        _harness.Start(_harness.Deploy(Workflows.ForkOf(10)), "a");
        _harness.Run();
        var before = _harness.Shard.Statistics.Commits;

        foreach (var (token, _) in _harness.Performed.ToArray())
        {
            _harness.Give(new ShardInput.EffectEnded(token, new EffectOutcome.Returned(1)));
        }

        _harness.Run();
        Assert.Equal(before + 1, _harness.Shard.Statistics.Commits);
        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
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

    [Fact]
    public void A_long_loop_yields_and_others_are_served_in_between()
    {
        var harness = new ShardHarness(new EngineLimits { StepsPerTurn = 20 });
        harness.Start(harness.Deploy(Workflows.Loop(100)), "long");
        harness.Start(harness.Deploy(Workflows.TwoCalls), "short");
        harness.Run();

        Assert.True(harness.Shard.Statistics.Yields > 3);
        Assert.Equal([new InstanceId("short"), new InstanceId("long")], harness.Ended);
    }

    [Fact]
    public void Idle_instances_leave_memory_and_come_back_when_they_are_due()
    {
        var harness = new ShardHarness(new EngineLimits { CacheBytes = 10_000 });
        var definition = harness.Deploy(Workflows.WaitAnHour);
        for (var i = 0; i < 50; i++)
        {
            harness.Start(definition, $"i{i}");
        }

        harness.Run();
        Assert.InRange(harness.Shard.Statistics.InstancesInMemory, 0, 10);
        harness.Pass(TimeSpan.FromHours(2));

        Assert.All(harness.Store.Rows, row => Assert.Equal(InstanceStatus.Completed, row.Status));
        Assert.True(harness.Shard.Statistics.Loads >= 40);
    }

    [Fact]
    public void More_timers_at_one_instant_than_memory_holds_all_ring()
    {
        var harness = new ShardHarness(new EngineLimits { Timers = 16, CacheBytes = 10_000 });
        var definition = harness.Deploy(Workflows.WaitAnHour);
        for (var i = 0; i < 100; i++)
        {
            harness.Start(definition, $"i{i}");
        }

        harness.Pass(TimeSpan.FromMinutes(65));

        Assert.All(harness.Store.Rows, row => Assert.Equal(InstanceStatus.Completed, row.Status));
        Assert.True(harness.Shard.Statistics.TimersInMemory <= 16);
    }

    [Fact]
    public void A_snapshot_is_renewed_after_enough_commits_and_the_instance_loads_from_it()
    {
        var harness = new ShardHarness(new EngineLimits { CommitsPerSnapshot = 3 });
        harness.Perform = request => request.Arguments["name"].String == "second" ? null : new EffectOutcome.Returned(1);
        harness.Start(harness.Deploy(Workflows.Loop(10, "call: first")), "a");
        harness.Run();

        var stored = harness.Store.Load(new("a"))!;

        Assert.True(stored.SnapshotPos > 0);
        Assert.True(stored.Commits.Length < 3);
        harness.Crash();
        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
    }

    [Fact]
    public void A_full_shard_answers_busy_and_says_which_limit_it_was()
    {
        var harness = new ShardHarness(new EngineLimits { CommandsPerShard = 5 });
        var definition = harness.Deploy(Workflows.TwoCalls);
        var starts = Enumerable.Range(0, 8).Select(i => harness.Start(definition, $"i{i}")).ToArray();

        harness.Run();

        Assert.Equal(3, starts.Count(id => harness.Replies[id] is CommandResult.Busy { Limit: "commands per shard" }));
        Assert.Equal(0, harness.Shard.Statistics.CommandsQueued);
    }

    [Fact]
    public void A_draining_shard_starts_nothing_ends_what_is_in_flight_and_stops()
    {
        _harness.Perform = _ => null;
        var definition = _harness.Deploy(Workflows.TwoCalls);
        _harness.Start(definition, "a");
        _harness.Run();

        _harness.Give(new ShardInput.Drain());
        var late = _harness.Start(definition, "b");
        _harness.Run();
        Assert.IsType<CommandResult.Busy>(_harness.Replies[late]);
        Assert.Null(_harness.Stopped);

        _harness.Give(new ShardInput.EffectEnded(_harness.Performed[0].Token, new EffectOutcome.Returned(1)));
        _harness.Run();

        Assert.NotNull(_harness.Stopped);
        Assert.Single(_harness.Performed);
    }
}
