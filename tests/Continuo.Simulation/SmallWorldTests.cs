using Continuo.Simulator;

namespace Continuo.Simulation;

/// <summary>Two nodes, one shard, and faults at every place where they can be.</summary>
public sealed class SmallWorldTests
{
    [Fact]
    public void One_fault_before_any_step_changes_nothing() => Seeds.Hold(SmallWorlds.All(faults: 1));

    [Fact]
    public void Two_faults_before_any_two_steps_change_nothing() => Seeds.Hold(SmallWorlds.All(faults: 2, stride: 2));

    [Fact]
    public void Three_faults_spread_over_the_steps_change_nothing() => Seeds.Hold(SmallWorlds.All(faults: 3, stride: 8));

    [Fact(Explicit = true)]
    public void Three_faults_before_any_three_steps_change_nothing() => Seeds.Hold(SmallWorlds.All(faults: 3));
}
