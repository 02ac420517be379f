using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

/// <summary>Many instances of every kind in a shard with hardly any memory, crashing at random: everybody arrives.</summary>
public sealed class SwarmStories
{
    private static readonly EngineLimits s_tight = new() { CacheBytes = 12_000, Timers = 16, StepsPerTurn = 15, EffectsPerInstance = 2, CommitsPerSnapshot = 4 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9, true)]
    [InlineData(10, true)]
    [InlineData(11, true)]
    public void Everybody_arrives(int seed, bool countsAdoptions = false)
    {
        var random = new Random(seed);
        var harness = new ShardHarness(s_tight)
        {
            Perform = request => random.Next(5) == 0 ? new EffectOutcome.Busy(TimeSpan.FromSeconds(random.Next(90))) : new EffectOutcome.Returned(1),
        };
        harness.Store.CountsAdoptions = countsAdoptions;
        string[] kinds = [Workflows.TwoCalls, Workflows.Parent, Workflows.WaitAnHour, Workflows.Waits, Workflows.ListenTwice, Workflows.ForkOf(6), Workflows.Loop(20), Workflows.CallWithin20Minutes];
        for (int i = 0, crash = 0; i < 60; i++)
        {
            harness.Deploy(Workflows.TwoCalls);
            harness.Start(harness.Deploy(kinds[random.Next(kinds.Length)]), $"i{i}");
            harness.Crashes.Enqueue(crash += random.Next(1, 200));
            if (random.Next(3) == 0)
            {
                harness.Pass(TimeSpan.FromMinutes(random.Next(20)));
            }
        }

        harness.Pass(TimeSpan.FromMinutes(5));
        harness.Publish(EventStories.Event($"{seed}-1", "order"));
        harness.Pass(TimeSpan.FromMinutes(random.Next(20)));
        harness.Publish(EventStories.Event($"{seed}-2", "order"));
        harness.Pass(TimeSpan.FromHours(3));

        Assert.Empty(harness.Store.Rows.Where(row => row.Status != InstanceStatus.Completed).Select(row => $"{row.Id} ({row.Workflow}): {row.Status}"));
        Assert.All(harness.Store.Rows, row => Assert.Null(row.Wake));
        Assert.Equal(2, harness.Store.EventMark);
        Assert.Equal(0, harness.Shard.Statistics.BrokenTurns);
        Assert.Equal(0, harness.Shard.Statistics.CommandsQueued);
        Assert.Equal(0, harness.Shard.Statistics.TimersInMemory);
    }
}
