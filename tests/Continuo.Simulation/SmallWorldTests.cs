using Continuo.Simulator;
using Continuo.Simulator.Planting;

namespace Continuo.Simulation;

/// <summary>Two nodes, one shard, and faults at every place where they can be.</summary>
public sealed class SmallWorldTests
{
    [Fact]
    public void One_fault_before_any_step_changes_nothing() => Seeds.Hold(SmallWorlds.All(faults: 1));

    [Fact]
    public void Two_faults_before_any_third_step_change_nothing() => Seeds.Hold(SmallWorlds.All(faults: 2, stride: 3));

    [Fact]
    public void Three_faults_before_any_tenth_step_change_nothing() => Seeds.Hold(SmallWorlds.All(faults: 3, stride: 10));

    [Fact(Explicit = true)]
    public void Two_faults_before_any_two_steps_change_nothing() => Seeds.Hold(SmallWorlds.All(faults: 2));

    [Fact(Explicit = true)]
    public void Three_faults_before_any_second_step_change_nothing() => Seeds.Hold(SmallWorlds.All(faults: 3, stride: 2));

    [Theory]
    [InlineData(PlantedBug.FenceSkipped)]
    [InlineData(PlantedBug.OwnZombieCommit)]
    public void A_planted_bug_of_ownership_is_found_by_two_faults(PlantedBug bug) =>
        Assert.Contains(SmallWorlds.All(faults: 2, stride: 3), options => !Simulator.Simulation.Run(options with { Break = bug }).Holds);
}
