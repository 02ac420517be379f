using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Tests.Fakes;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Driving;

public sealed class NodeTests
{
    [Fact]
    public async Task An_alarm_brings_the_clock_and_not_before_its_time()
    {
        await using var scene = await Scene.Begin((scene, shard, input, actions) =>
        {
            if (input is ShardInput.Command command)
            {
                actions.Add(new ShardAction.Alarm(scene.Time.GetUtcNow().AddSeconds(90)));
                actions.Add(new ShardAction.Reply(command.Id, new CommandResult.NotFound("nothing"), 0));
            }
        });
        var shard = scene.Made[0];
        int Clocks() => shard.Inputs.OfType<ShardInput.Clock>().Count();
        await scene.Ask("a");
        var before = Clocks();

        scene.Time.Advance(TimeSpan.FromSeconds(89));
        await scene.Ask("b");
        Assert.Equal(before, Clocks());
        while (Clocks() == before)
        {
            scene.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_yielding_shard_is_served_again_after_what_was_queued_before()
    {
        await using var scene = await Scene.Begin((scene, shard, input, actions) =>
        {
            if (input is ShardInput.Command)
            {
                actions.Add(new ShardAction.Yield());
            }
        });

        _ = scene.Ask("a");
        await scene.Made[0].Seen<ShardInput.Continue>();

        Assert.Single(scene.Made[0].Inputs.OfType<ShardInput.Continue>());
    }

    [Fact]
    public async Task A_wait_ends_with_the_instance_and_misses_no_end_between_look_and_wait()
    {
        var looks = 0;
        await using var scene = await Scene.Begin((scene, shard, input, actions) =>
        {
            if (input is ShardInput.Command { Stimulus: Stimulus.Inspect } command)
            {
                var status = looks++ == 0 ? InstanceStatus.Running : InstanceStatus.Completed;
                actions.Add(new ShardAction.Ended(command.Instance, 0));
                actions.Add(new ShardAction.Reply(command.Id, new CommandResult.Viewed(Scene.View(command.Instance, status)), 0));
            }
        });

        var result = await scene.Node.WaitForEnd(new("a"), TimeSpan.FromHours(1), CancellationToken.None);

        Assert.Equal(InstanceStatus.Completed, Assert.IsType<CommandResult.Viewed>(result).Instance.Status);
    }

    [Fact]
    public async Task A_wait_whose_patience_is_over_shows_the_instance_as_it_is()
    {
        await using var scene = await Scene.Begin((scene, shard, input, actions) =>
        {
            if (input is ShardInput.Command { Stimulus: Stimulus.Inspect } command)
            {
                actions.Add(new ShardAction.Reply(command.Id, new CommandResult.Viewed(Scene.View(command.Instance, InstanceStatus.Waiting)), 0));
            }
        });

        var wait = scene.Node.WaitForEnd(new("a"), TimeSpan.FromSeconds(30), CancellationToken.None);
        while (!wait.IsCompleted)
        {
            scene.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Equal(InstanceStatus.Waiting, Assert.IsType<CommandResult.Viewed>(await wait).Instance.Status);
    }

    [Fact]
    public async Task A_wait_does_not_outlive_the_node()
    {
        await using var scene = await Scene.Begin((scene, shard, input, actions) =>
        {
            if (input is ShardInput.Command { Stimulus: Stimulus.Inspect } command)
            {
                actions.Add(new ShardAction.Reply(command.Id, new CommandResult.Viewed(Scene.View(command.Instance, InstanceStatus.Waiting)), 0));
            }
        });
        var wait = scene.Node.WaitForEnd(new("a"), TimeSpan.FromHours(1), CancellationToken.None);
        await scene.Made[0].Seen<ShardInput.Command>();

        await scene.Node.DisposeAsync();

        Assert.IsType<CommandResult.Busy>(await wait);
    }

    [Fact]
    public async Task Draining_refuses_starts_and_closes_the_journal_once_the_shards_have_come_to_rest()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        await scene.Ask("a");

        await scene.Node.Drain(TimeSpan.FromMinutes(1));

        Assert.True(scene.Journal.IsDisposed);
        Assert.False(scene.Node.Stopped.IsCompleted);
        Assert.Single(scene.Made[0].Inputs.OfType<ShardInput.Drain>());
        Assert.IsType<CommandResult.Busy>(await scene.Ask("a"));
    }

    [Fact]
    public async Task A_shard_that_breaks_is_stopped_and_the_node_says_so()
    {
        await using var scene = await Scene.Begin((scene, shard, input, actions) =>
        {
            if (input is ShardInput.Command)
            {
                throw new InvalidOperationException("the sum is wrong");
            }
        });

        _ = scene.Ask("a");
        var second = await scene.Ask("b");

        Assert.IsType<CommandResult.Busy>(second);
        Assert.Contains("the sum is wrong", scene.Node.Readiness.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Published_events_are_offered_to_the_shards_and_answered_with_their_places()
    {
        await using var scene = await Scene.Begin((scene, shard, input, actions) =>
        {
            switch (input)
            {
                case ShardInput.Publish publish:
                    actions.Add(new ShardAction.AppendEvents(5_000, publish.Id, publish.Part, publish.Events, scene.Time.GetUtcNow()));
                    break;
                case ShardInput.EventsPlaced placed:
                    actions.Add(new ShardAction.Reply(placed.Id, new CommandResult.Published(placed.Positions), 0));
                    break;
            }
        });

        var result = await scene.Node.Publish(
            [JsonValue.Parse("""{"id":"1","source":"s","type":"t"}"""), JsonValue.Parse("""{"id":"2","source":"s","type":"t"}""")], CancellationToken.None);

        Assert.Equal([1L, 2L], Assert.IsType<CommandResult.Published>(result).Positions);
        Assert.Equal(2, (await scene.Made[0].Seen<ShardInput.EventsAppended>()).N);
    }

    [Fact]
    public async Task A_malformed_event_publishes_nothing()
    {
        await using var scene = await Scene.Begin(Scene.Record);

        var result = await scene.Node.Publish([JsonValue.Parse("""{"id":"1","type":"t"}""")], CancellationToken.None);

        Assert.Contains("source", Assert.IsType<CommandResult.Refused>(result).Why, StringComparison.Ordinal);
        Assert.Empty(scene.Journal.Batches);
    }

    [Fact]
    public async Task A_workflow_that_is_not_there_is_not_found()
    {
        await using var scene = await Scene.Begin(Scene.Record);

        Assert.IsType<CommandResult.NotFound>(await scene.Node.StartInstance(new("a", "b"), null, JsonValue.Null, new(), CancellationToken.None));
    }
}
