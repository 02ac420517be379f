using Continuo.Simulator;

namespace Continuo.Simulation;

/// <summary>Whatever goes wrong, in whatever order: what was promised is kept.</summary>
public sealed class SeedTests
{
    [Fact]
    public void Seeds_that_failed_once_hold() => Seeds.Hold(Seeds.Kept.Select(seed => new SimulationOptions { Seed = seed }));

    [Fact]
    public void Fifty_seeds_hold() => Seeds.Hold(Enumerable.Range(1, 50).Select(seed => new SimulationOptions { Seed = seed }));

    [Fact(Explicit = true)]
    public void Thousands_of_seeds_hold() => Seeds.Hold(Enumerable.Range(1_000, 3_000).Select(seed => new SimulationOptions { Seed = seed }));

    [Fact(Explicit = true)]
    public void Larger_clusters_hold() => Seeds.Hold(Enumerable.Range(1, 200).Select(seed => new SimulationOptions { Seed = seed, Nodes = 5, Shards = 16, Instances = 120 }));

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void Two_runs_of_a_seed_are_the_same_run(int seed)
    {
        var first = Simulator.Simulation.Run(new SimulationOptions { Seed = seed });
        var second = Simulator.Simulation.Run(new SimulationOptions { Seed = seed });

        Assert.Equal((first.Hash, first.Steps, first.Simulated), (second.Hash, second.Steps, second.Simulated));
        Assert.NotEqual(first.Hash, Simulator.Simulation.Run(new SimulationOptions { Seed = seed + 2 }).Hash);
    }
}
