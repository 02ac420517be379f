using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Simulator;
using Continuo.Simulator.Faults;
using Continuo.Simulator.Planting;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Simulating;

/// <summary><c>continuo simulate</c>: the engine of this very program, in a simulated cluster where everything goes wrong.</summary>
internal static class SimulateCommand
{
    private static readonly SimulationOptions s_standard = new() { Seed = 1 };

    public static Command Build(Terminal terminal)
    {
        var seed = new Option<int?>("--seed") { Description = "One run: the same seed gives the same run, to the last step." };
        var seeds = new Option<string?>("--seeds") { Description = "Many runs, from A to B.", HelpName = "A..B" };
        var placed = new Option<string?>("--placed") { Description = "A small world with faults before given steps, as a failed enumeration prints it.", HelpName = "FAULT@STEP,..." };
        var planted = new Option<string?>("--break") { Description = $"Makes a mistake on purpose, to see that it is found: {string.Join(", ", PlantedBugNames.All)}.", HelpName = "NAME" };
        var faults = new Option<string>("--faults") { Description = $"What may go wrong: all, none, or some of {string.Join(", ", FaultNames.All)}.", HelpName = "all|none|NAME,...", DefaultValueFactory = _ => "all" };
        var nodes = Number("--nodes", "Nodes of the cluster.", s_standard.Nodes);
        var shards = Number("--shards", "Shards of the store.", s_standard.Shards);
        var instances = Number("--instances", "Workflows that are started.", s_standard.Instances);
        var trace = Number("--trace", "Prints so many of the last things that happened before a failure.", 0);
        var command = new Command("simulate", "Run a cluster in simulation, with faults, and check that nothing is lost.") { seed, seeds, placed, planted, faults, nodes, shards, instances, trace };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new SimulationOptions
            {
                Seed = 0,
                Nodes = parsed.GetValue(nodes),
                Shards = parsed.GetValue(shards),
                Instances = parsed.GetValue(instances),
                TraceLines = parsed.GetValue(trace),
                Faults = FaultNames.Parse(parsed.GetValue(faults)!) ?? throw Wrong($"'{parsed.GetValue(faults)}' is not a list of faults. They are: {string.Join(", ", FaultNames.All)}."),
                Break = parsed.GetValue(planted) is { } name ? PlantedBugNames.Parse(name) ?? throw Wrong($"No mistake is called '{name}'. They are: {string.Join(", ", PlantedBugNames.All)}.") : null,
            };
            IEnumerable<SimulationOptions> runs = parsed.GetValue(placed) is { } faultsAt
                ? [SmallWorlds.Of(Placed(faultsAt)) with { Break = options.Break, TraceLines = options.TraceLines }]
                : Seeds(parsed.GetValue(seed), parsed.GetValue(seeds)).Select(number => options with { Seed = number });
            return Task.FromResult(Run(runs, terminal, ContinuoCommandLine.IsJson(parsed), cancellation));
        });
        return HelpWithExamples.Examples(command, "continuo simulate --seed 8123", "continuo simulate --seeds 1..1000 -o json", "continuo simulate --seeds 1..200 --break fence-skipped");
    }

    /// <summary>All of them, up to the first that breaks a promise.</summary>
    private static int Run(IEnumerable<SimulationOptions> runs, Terminal terminal, bool isJson, CancellationToken cancellation)
    {
        var held = 0;
        foreach (var options in runs)
        {
            cancellation.ThrowIfCancellationRequested();
            var report = Simulation.Run(options);
            if (isJson)
            {
                terminal.Json(Json(report));
            }
            else if (!report.Holds)
            {
                terminal.Raw(string.Concat(report.Trace.Select(line => $"{line}\n")));
                terminal.Raw($"{report}\n");
            }
            else
            {
                terminal.Raw($"{report}\n");
            }

            if (!report.Holds)
            {
                return ExitCode.Failed;
            }

            held++;
        }

        if (!isJson && held > 1)
        {
            terminal.Raw($"{held} seeds hold\n");
        }

        return ExitCode.Ok;
    }

    private static JsonObject Json(SimulationReport report) => JsonObject.Of(
        ("seed", report.Options.Seed),
        ("holds", report.Holds),
        ("rule", report.BrokenRule),
        ("what", report.What),
        ("hash", report.Hash),
        ("steps", report.Steps),
        ("simulatedSeconds", report.Simulated.TotalSeconds),
        ("effects", report.Effects),
        ("command", report.Options.Command));

    private static IEnumerable<int> Seeds(int? seed, string? seeds)
    {
        if (seeds is null)
        {
            return [seed ?? throw Wrong("Say which: --seed N or --seeds A..B.")];
        }

        var ends = seeds.Split("..");
        return ends.Length == 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first <= last
            ? Enumerable.Range(first, last - first + 1)
            : throw Wrong($"'{seeds}' is not a range of seeds, such as 1..100.");
    }

    private static ImmutableArray<PlacedFault> Placed(string text) =>
    [
        .. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('@') is [var kind, var step] && FaultNames.Parse(kind) is { } fault && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new PlacedFault(at, fault)
            : throw Wrong($"'{one}' is not a fault at a step, such as kill@120.")),
    ];

    private static Option<int> Number(string name, string description, int usual) => new(name) { Description = description, DefaultValueFactory = _ => usual };

    private static CliException Wrong(string message) => new(ExitCode.Invalid, message);
}
