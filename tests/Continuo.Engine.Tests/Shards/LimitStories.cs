using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class LimitStories
{
    private readonly ShardHarness _harness = new();

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_long_poll_that_has_begun_leaves_its_slot_to_another(bool once)
    {
        var harness = new ShardHarness(new EngineLimits { EffectsPerInstance = 3 }) { Perform = _ => null };
        harness.Start(harness.Deploy(Workflows.ForkOf(7, once)), "a");
        harness.Run();
        foreach (var (token, _) in harness.Performed.ToArray())
        {
            harness.Give(new ShardInput.EffectEnded(token, new EffectOutcome.Begun()));
        }

        harness.Run();
        Assert.Equal(6, harness.Performed.Count);

        foreach (var (token, _) in harness.Performed.ToArray())
        {
            harness.Give(new ShardInput.EffectEnded(token, new EffectOutcome.Returned(1)));
        }

        harness.Run();
        Assert.Equal(7, harness.Performed.Count);
        harness.Give(new ShardInput.EffectEnded(harness.Performed[^1].Token, new EffectOutcome.Returned(1)));
        harness.Run();
        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
    }

    [Fact]
    public void A_draining_shard_does_not_wait_for_long_polls()
    {
        var harness = new ShardHarness { Perform = _ => null };
        harness.Start(harness.Deploy(Workflows.TwoCalls), "a");
        harness.Run();
        harness.Give(new ShardInput.EffectEnded(harness.Performed[0].Token, new EffectOutcome.Begun()));
        harness.Give(new ShardInput.Drain());

        harness.Run();

        Assert.NotNull(harness.Stopped);
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
    public void A_long_loop_yields_and_others_are_served_in_between()
    {
        var harness = new ShardHarness(new EngineLimits { StepsPerTurn = 20 });
        harness.Start(harness.Deploy(Workflows.Loop(2_000)), "long");
        harness.Start(harness.Deploy(Workflows.TwoCalls), "short");
        harness.Run();

        Assert.True(harness.Shard.Statistics.Yields > 3);
        Assert.Equal([new InstanceId("short"), new InstanceId("long")], harness.Ended);
    }

    [Fact]
    public void A_turn_that_writes_much_yields_before_its_commit_is_too_large()
    {
        var harness = new ShardHarness(new EngineLimits { BytesPerTurn = 10_000 });
        harness.Start(harness.Deploy(Workflows.Loop(40, "set: {x: '${ \"\\($item)\" * 1000 }'}")), "a");
        harness.Run();

        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
        Assert.True(harness.Store.CommitsOf(new("a")).Sum(commit => commit.Length) > 60_000);
        Assert.True(harness.Store.CommitsOf(new("a")).Max(commit => commit.Length) < 13_000);
    }

    [Fact]
    public void Results_that_come_together_and_are_large_become_several_commits()
    {
        var harness = new ShardHarness(new EngineLimits { BytesPerTurn = 10_000 }) { Perform = _ => null };
        harness.Start(harness.Deploy(Workflows.ForkOf(10)), "a");
        harness.Run();

        foreach (var (token, _) in harness.Performed.ToArray())
        {
            harness.Give(new ShardInput.EffectEnded(token, new EffectOutcome.Returned(new string((char)('a' + token.Effect), 6_000))));
        }

        harness.Run();
        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
        Assert.True(harness.Store.CommitsOf(new("a")).Max(commit => commit.Length) < 20_000);
    }

    [Fact]
    public void Events_that_come_together_and_are_large_are_taken_in_several_commits_and_none_is_lost()
    {
        var harness = new ShardHarness(new EngineLimits { BytesPerTurn = 10_000 });
        harness.Start(harness.Deploy(Workflows.ListenToMany(20, "data")), "a");
        harness.Publish([.. Enumerable.Range(0, 20).Select(i => JsonValue.Parse($$"""{"id":"{{i}}","source":"s","type":"order","specversion":"1.0","data":"{{new string((char)('a' + i), 3_000)}}"}"""))]);
        harness.Run();

        Assert.Equal(20, harness.View("a").Output.Array.Count);
        Assert.True(harness.Store.CommitsOf(new("a")).Max(commit => commit.Length) < 15_000);
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
