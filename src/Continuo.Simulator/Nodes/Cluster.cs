using System.Collections.Immutable;
using Continuo.Simulator.Checking;
using Continuo.Simulator.Faults;
using Continuo.Simulator.Planting;
using Continuo.Simulator.Scheduling;
using Continuo.Simulator.Storage;
using Continuo.Simulator.Workloads;

namespace Continuo.Simulator.Nodes;

/// <summary>Everything that is simulated: the store, the nodes, the network between them, and the services that they call.</summary>
internal sealed class Cluster
{
    public Cluster(SimulationOptions options)
    {
        Options = options;
        World = new(options.Seed, options.TraceLines);
        Statuses = new(World);
        Database = new(World, options.Shards, options.Break, Statuses) { Disk = () => World.Chance.Between(Conditions.Millisecond / 4, Conditions.SlowestDisk) };
        Effects = new(World, Database);
        Services = new(World);
        Membership = new(World);
        Hosts = [.. Enumerable.Range(1, options.Nodes).Select(number => new SimHost($"n{number}", this))];
    }

    public SimulationOptions Options { get; }

    public World World { get; }

    public Conditions Conditions { get; } = new();

    public Database Database { get; }

    public StatusChecker Statuses { get; }

    public EffectChecker Effects { get; }

    public SimServices Services { get; }

    public Membership Membership { get; }

    public ImmutableArray<SimHost> Hosts { get; }

    public PlantedBug? Bug => Options.Break;

    /// <summary>Pairs of hosts that do not hear each other.</summary>
    public HashSet<(string From, string To)> Cuts { get; } = [];

    public TimeSpan Delay() => World.Chance.Between(Conditions.Millisecond / 10, Conditions.LongestDelay);

    public SimHost? HostOf(string process) => Hosts.FirstOrDefault(host => host.Process?.Name == process);

    /// <summary>Carries a message from one process to another; it may be late, overtaken or lost, and nobody is told.</summary>
    public void Send(SimHost from, string to, Action<NodeProcess> arrives)
    {
        if (World.Chance.Happens(Conditions.Loss))
        {
            return;
        }

        World.After(Delay(), () =>
        {
            if (HostOf(to) is { } host && !Cuts.Contains((from.Name, host.Name)))
            {
                host.Process?.Post(() => arrives(host.Process!));
            }
        });
    }
}
