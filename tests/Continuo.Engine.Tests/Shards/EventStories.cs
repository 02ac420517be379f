using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class EventStories
{
    private readonly ShardHarness _harness = new();

    [Fact]
    public void Published_events_have_places_and_a_duplicate_has_its_first_one()
    {
        var first = _harness.Publish(Event("1", "order"), Event("2", "order"));
        var second = _harness.Publish(Event("2", "order"), Event("3", "order"));
        _harness.Run();

        Assert.Equal([1L, 2L], Assert.IsType<CommandResult.Published>(_harness.Replies[first]).Positions);
        Assert.Equal([2L, 3L], Assert.IsType<CommandResult.Published>(_harness.Replies[second]).Positions);
    }

    [Fact]
    public void An_event_between_the_start_and_the_second_listen_is_found()
    {
        _harness.Start(_harness.Deploy(Workflows.ListenTwice), "a");
        _harness.Run();
        Assert.Equal(InstanceStatus.Waiting, _harness.View("a").Status);

        _harness.Publish(Event("1", "order"), Event("2", "order"));
        _harness.Run();

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
    }

    [Fact]
    public void An_event_that_came_while_the_instance_was_suspended_is_taken_when_it_resumes()
    {
        _harness.Start(_harness.Deploy(Workflows.ListenTwice), "a");
        _harness.Send("a", new Stimulus.Suspend());
        _harness.Run();
        _harness.Publish(Event("1", "order"), Event("2", "order"));
        _harness.Run();
        Assert.Equal(InstanceStatus.Suspended, _harness.View("a").Status);

        _harness.Send("a", new Stimulus.Resume());
        _harness.Run();

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
    }

    [Fact]
    public void An_instance_that_listens_costs_no_memory_but_its_place_in_the_index()
    {
        var harness = new ShardHarness(new EngineLimits { CacheBytes = 10_000 });
        var definition = harness.Deploy(Workflows.ListenTwice);
        for (var i = 0; i < 30; i++)
        {
            harness.Start(definition, $"i{i}");
        }

        harness.Run();
        Assert.InRange(harness.Shard.Statistics.InstancesInMemory, 0, 10);

        harness.Publish(Event("1", "order"));
        harness.Publish(Event("2", "order"));
        harness.Run();

        Assert.All(harness.Store.Rows, row => Assert.Equal(InstanceStatus.Completed, row.Status));
    }

    [Fact]
    public void An_event_from_before_the_listen_is_taken_wherever_the_shard_dies_on_the_way()
    {
        for (var move = 1; move < 25; move++)
        {
            var harness = new ShardHarness { Perform = _ => null };
            harness.Start(harness.Deploy(Workflows.CallThenListen), "a");
            harness.Run();
            harness.Publish(Event("1", "order"));
            harness.Run();
            harness.Publish(Event("2", "noise"));
            harness.Run();
            Assert.Equal(1, harness.Store.EventMark);

            harness.Perform = request => new EffectOutcome.Returned(request.Arguments);
            harness.Give(new ShardInput.EffectEnded(harness.Performed[0].Token, new EffectOutcome.Returned(1)));
            harness.Crashes.Enqueue(harness.Moves + move);
            harness.Run();

            Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
        }
    }

    [Fact]
    public void An_event_that_came_while_the_instance_was_suspended_is_taken_wherever_the_shard_dies_on_its_return()
    {
        for (var move = 1; move < 25; move++)
        {
            var harness = new ShardHarness();
            harness.Start(harness.Deploy(Workflows.ListenTwice), "a");
            harness.Send("a", new Stimulus.Suspend());
            harness.Run();
            harness.Publish(Event("1", "order"), Event("2", "order"));
            harness.Run();
            harness.Publish(Event("3", "noise"));
            harness.Run();

            harness.Send("a", new Stimulus.Resume());
            harness.Crashes.Enqueue(harness.Moves + move);
            harness.Run();

            Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
        }
    }

    [Fact]
    public void An_endless_listener_does_not_read_again_from_its_beginning_after_a_restart()
    {
        _harness.Start(_harness.Deploy(Workflows.ListenForEver), "a");
        for (var i = 0; i < 700; i++)
        {
            _harness.Publish(Event($"{i}", i < 600 ? "order" : "noise"));
            _harness.Run();
        }

        var since = Assert.Single(_harness.Store.ReadImage().Subscriptions).Since;

        Assert.InRange(since, 512, 600);
    }

    [Fact]
    public void A_listener_that_opens_in_the_turn_of_an_offer_made_before_it_still_gets_its_own_event()
    {
        _harness.Perform = _ => null;
        _harness.Start(_harness.Deploy(Workflows.TwoListeners), "a");
        _harness.Run();
        var token = _harness.Performed[0].Token;
        _harness.Publish(Event("1", "b"), Event("2", "a"));

        // The result lies in the queue before the offer, and both are decided in one turn.
        _harness.Before = action =>
        {
            if (action is ShardAction.ReadEvents)
            {
                _harness.Before = _ => { };
                _harness.Give(new ShardInput.EffectEnded(token, new EffectOutcome.Returned(1)));
            }
        };
        _harness.Run();

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
    }

    internal static JsonValue Event(string id, string type) => new JsonObject.Builder(4).Set("id", id).Set("source", "test").Set("type", type).Set("specversion", "1.0").Build();
}
