using Continuo.Simulator;
using Continuo.Simulator.Planting;

namespace Continuo.Simulation;

/// <summary>A checker that never failed proves nothing: each mistake that is made on purpose is found.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int MostSeeds = 200;

    public static TheoryData<PlantedBug> Bugs => [.. Enum.GetValues<PlantedBug>()];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found_within_200_seeds(PlantedBug bug)
    {
        var found = Enumerable.Range(1, MostSeeds)
            .Select(seed => Simulator.Simulation.Run(new SimulationOptions { Seed = seed, Break = bug }))
            .FirstOrDefault(report => !report.Holds);

        Assert.True(found is not null, $"{PlantedBugNames.Of(bug)} was not found by {MostSeeds} seeds.");
        output.WriteLine($"{PlantedBugNames.Of(bug)}: {found.Options.Seed} seeds; {found}");
    }
}
