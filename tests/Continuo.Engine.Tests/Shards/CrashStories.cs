using Continuo.Engine.Instances;
using Continuo.Testing.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

/// <summary>The shard is dropped before each single move of a story and adopted again from what was stored: the end must be the same.</summary>
public sealed class CrashStories
{
    [Fact]
    public void Two_calls_end_the_same_with_the_same_keys() => Everywhere(harness => harness.Start(harness.Deploy(Workflows.TwoCalls), "a", 1));

    [Fact]
    public void Pure_calls_before_and_after_one_that_is_not_end_the_same() => Everywhere(harness =>
    {
        // What a crash took back may have been computed already; what is visible outside never is, which the harness checks of each action.
        harness.Pure = request => request.Arguments["name"].AsString == "pure";
        harness.Start(harness.Deploy(Workflows.PureCalls), "a", 1);
    });

    [Fact]
    public void A_fork_ends_the_same_with_the_same_keys() => Everywhere(harness => harness.Start(harness.Deploy(Workflows.ForkOf(5)), "a", 1));

    [Fact]
    public void A_wait_ends_the_same() => Everywhere(harness => harness.Start(harness.Deploy(Workflows.WaitAnHour), "a", 1), TimeSpan.FromHours(2));

    [Fact]
    public void Short_and_long_waits_end_the_same() => Everywhere(harness => harness.Start(harness.Deploy(Workflows.Waits), "a", 1), TimeSpan.FromMinutes(30));

    [Fact]
    public void A_parent_and_its_child_end_the_same() => Everywhere(harness =>
    {
        harness.Deploy(Workflows.TwoCalls);
        harness.Start(harness.Deploy(Workflows.Parent), "a", 1);
    });

    [Fact]
    public void A_listener_consumes_each_event_once() => Everywhere(harness =>
    {
        harness.Start(harness.Deploy(Workflows.ListenTwice), "a", 1);
        harness.Publish(EventStories.Event("1", "noise"), EventStories.Event("2", "order"));
        harness.Publish(EventStories.Event("3", "order"), EventStories.Event("4", "order"));
    });

    [Fact]
    public void Two_calls_end_the_same_after_any_two_crashes()
    {
        static void Begin(ShardHarness harness) => harness.Start(harness.Deploy(Workflows.TwoCalls), "a", 1);
        var calm = new ShardHarness();
        Begin(calm);
        var expected = Finish(calm, TimeSpan.Zero);
        for (var first = 1; first <= calm.Moves; first++)
        {
            for (var second = first + 1; second <= calm.Moves + first; second++)
            {
                Assert.Equal(expected, With([first, second], Begin, TimeSpan.Zero));
            }
        }
    }

    private static void Everywhere(Action<ShardHarness> begin, TimeSpan time = default)
    {
        var calm = new ShardHarness();
        begin(calm);
        var expected = Finish(calm, time);
        for (var move = 1; move <= calm.Moves; move++)
        {
            var actual = With([move], begin, time);
            Assert.True(expected.Output == actual.Output, $"A crash before move {move} changed the output from {expected.Output} to {actual.Output}.");
            Assert.True(expected.Effects == actual.Effects, $"A crash before move {move} changed the effects from {expected.Effects} to {actual.Effects}.");
        }
    }

    private static (string Output, string Effects) With(int[] crashes, Action<ShardHarness> begin, TimeSpan time)
    {
        var harness = new ShardHarness();
        foreach (var move in crashes)
        {
            harness.Crashes.Enqueue(move);
        }

        begin(harness);
        return Finish(harness, time);
    }

    private static (string Output, string Effects) Finish(ShardHarness harness, TimeSpan time)
    {
        harness.Pass(time);
        var view = harness.View("a");
        Assert.Equal(InstanceStatus.Completed, view.Status);

        // The run is a new one when the start itself was lost; what follows it in the key must not change.
        var keys = harness.Performed.Select(p => p.Request.Key[36..]).Distinct().Order(StringComparer.Ordinal);
        return (view.Output.ToString(), string.Join(' ', keys));
    }
}
