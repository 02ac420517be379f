using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

/// <summary>One instance that gets a thousand of something at once, beside others.</summary>
public sealed class HotInstanceStories
{
    private const int Many = 1_000;

    private readonly ShardHarness _harness = new();

    [Fact]
    public void A_hot_instance_takes_a_thousand_events_in_order_while_others_are_served()
    {
        _harness.Start(_harness.Deploy(Workflows.ListenToMany(Many)), "hot");
        _harness.Run();
        _harness.Publish([.. Enumerable.Range(1, Many).Select(i => EventStories.Event($"{i}", "order"))]);
        StartOthers();

        _harness.Run();

        Assert.Equal(Enumerable.Range(1, Many).Select(i => $"{i}"), _harness.View("hot").Output.Array.Select(data => data["id"].String));
        Assert.Equal(new InstanceId("hot"), _harness.Ended[^1]);
        Assert.Equal(11, _harness.Ended.Count);
    }

    [Fact]
    public void A_hot_instance_answers_a_thousand_commands_and_refuses_the_next_while_others_are_served()
    {
        _harness.Start(_harness.Deploy(Workflows.WaitAnHour), "hot");
        _harness.Run();
        var commits = _harness.Shard.Statistics.Commits;
        var commands = Enumerable.Range(0, Many + 5).Select(i => _harness.Send("hot", i % 2 == 0 ? new Stimulus.Suspend() : new Stimulus.Resume())).ToArray();
        StartOthers();

        _harness.Run();

        Assert.Equal(Many, commands.Count(id => _harness.Replies[id] is CommandResult.Done));
        Assert.Equal(5, commands.Count(id => _harness.Replies[id] is CommandResult.Busy));
        Assert.Equal(10, _harness.Ended.Count);
        Assert.Equal(InstanceStatus.Waiting, _harness.View("hot").Status);

        // A thousand commands that wait together are a turn or two, not a thousand commits.
        Assert.InRange(_harness.Shard.Statistics.Commits - commits, 1, 50);
    }

    private void StartOthers()
    {
        var definition = _harness.Deploy(Workflows.TwoCalls);
        for (var i = 0; i < 10; i++)
        {
            _harness.Start(definition, $"other{i}");
        }
    }
}
