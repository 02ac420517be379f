using System.Collections.Immutable;
using Continuo.Simulator.Faults;

namespace Continuo.Simulator;

/// <summary>Two nodes, one shard, one workflow: small enough for every placement of faults over its steps to be tried, where a sample would be luck.</summary>
public static class SmallWorlds
{
    /// <summary>How far behind a fault the next one is placed: the take-over or reload that it causes is over by then.</summary>
    private const int StepsOfRecovery = 30;

    /// <summary>The kinds of faults that are placed.</summary>
    public static ImmutableArray<FaultKind> Kinds => PlacedFaults.Kinds;

    /// <summary>The steps between the start of the workflow and its end when nothing goes wrong.</summary>
    public static (int First, int Last) Steps()
    {
        var begins = Simulation.Run(Of([]) with { Instances = 0 });
        var ends = Simulation.Run(Of([]));
        return (begins.Steps, ends.Steps);
    }

    public static SimulationOptions Of(ImmutableArray<PlacedFault> faults) => new() { Seed = 1, Nodes = 2, Shards = 1, Writers = 1, Instances = 1, Faults = FaultKind.None, Placed = faults };

    /// <summary>Every placement of so many faults: each kind at each place, in every order.</summary>
    /// <param name="faults">How many.</param>
    /// <param name="stride">One: before every step; more: before every so many.</param>
    public static IEnumerable<SimulationOptions> All(int faults, int stride = 1)
    {
        var (first, last) = Steps();
        return Placements(faults, first, last, stride).Select(placed => Of([.. placed]));
    }

    private static IEnumerable<ImmutableList<PlacedFault>> Placements(int faults, int first, int last, int stride)
    {
        if (faults == 0)
        {
            yield return [];
            yield break;
        }

        for (var step = first; step <= last; step += stride)
        {
            // What comes after it makes the run longer, and is a place for the next.
            foreach (var rest in Placements(faults - 1, step, step + StepsOfRecovery, stride))
            {
                foreach (var kind in Kinds)
                {
                    yield return rest.Insert(0, new(step, kind));
                }
            }
        }
    }
}
