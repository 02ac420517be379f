using System.Collections.Immutable;
using Continuo.Simulator.Faults;
using Continuo.Simulator.Planting;

namespace Continuo.Simulator;

/// <summary>What to simulate. The same options give the same run, to the last step.</summary>
public sealed record SimulationOptions
{
    public required int Seed { get; init; }

    public int Nodes { get; init; } = 3;

    public int Shards { get; init; } = 4;

    /// <summary>Writer connections of a node.</summary>
    public int Writers { get; init; } = 2;

    /// <summary>Workflows that clients start.</summary>
    public int Instances { get; init; } = 24;

    /// <summary>What may go wrong; each seed takes some of it.</summary>
    public FaultKind Faults { get; init; } = FaultKind.All;

    /// <summary>A mistake to make on purpose.</summary>
    public PlantedBug? Break { get; init; }

    /// <summary>Faults at given steps of a short run, in place of chance: see <see cref="SmallWorlds"/>.</summary>
    public ImmutableArray<PlacedFault> Placed { get; init; }

    /// <summary>How many of the last lines of the trace the report has.</summary>
    public int TraceLines { get; init; }

    /// <summary>The command that runs it again.</summary>
    public string Command
    {
        get
        {
            var standard = new SimulationOptions { Seed = 0 };
            var words = new List<string> { $"continuo simulate --seed {Seed}" };
            Add("--nodes", Nodes, standard.Nodes);
            Add("--shards", Shards, standard.Shards);
            Add("--instances", Instances, standard.Instances);
            if (Faults != standard.Faults)
            {
                words.Add($"--faults {FaultNames.Of(Faults)}");
            }

            if (!Placed.IsDefault)
            {
                words = [$"continuo simulate --placed {string.Join(',', Placed.Select(fault => $"{FaultNames.Of(fault.Kind)}@{fault.Step}"))}"];
            }

            if (Break is { } bug)
            {
                words.Add($"--break {PlantedBugNames.Of(bug)}");
            }

            return string.Join(' ', words);

            void Add(string option, int value, int usual)
            {
                if (value != usual)
                {
                    words.Add($"{option} {value}");
                }
            }
        }
    }
}
