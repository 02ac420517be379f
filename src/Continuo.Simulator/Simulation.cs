using Continuo.Simulator.Checking;
using Continuo.Simulator.Faults;
using Continuo.Simulator.Nodes;
using Continuo.Simulator.Workloads;

namespace Continuo.Simulator;

/// <summary>A cluster of real shards and keepers, a store, a network and clients, in one thread and from one seed; and whoever looks on and knows what must hold.</summary>
/// <remarks>Several may run at once, each on its own thread.</remarks>
public sealed class Simulation
{
    private const int MostSteps = 300_000;
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    /// <summary>Nobody waits longer than this by himself, so whoever is not done by then has been forgotten.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(40);

    private readonly Cluster _cluster;
    private readonly HistoryChecker _history;
    private readonly Clients _clients;
    private readonly Nemesis _nemesis;
    private readonly PlacedFaults? _placed;
    private bool _isDone;

    private Simulation(SimulationOptions options)
    {
        _cluster = new(options);
        _history = new(_cluster);
        _clients = new(_cluster, _history);
        _nemesis = new(_cluster);
        _placed = options.Placed.IsDefault ? null : new(_cluster, options.Placed);
    }

    public static SimulationReport Run(SimulationOptions options) => new Simulation(options).Run();

    private SimulationReport Run()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Play();
            return Report(null, null);
        }
        catch (BrokenRuleException broken)
        {
            return Report(broken.Rule, broken.Message);
        }
#pragma warning disable CA1031 // The supervisor of the simulation: whatever the engine throws is what was looked for.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            return Report("nothing throws", _cluster.Options.TraceLines > 0 ? broken.ToString() : $"{broken.GetType().Name}: {broken.Message}");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Play()
    {
        foreach (var host in _cluster.Hosts)
        {
            _cluster.World.After(_cluster.World.Chance.Between(TimeSpan.Zero, s_second), host.Start);
        }

        if (_placed is null)
        {
            _clients.Begin();
            _nemesis.Begin();
            _cluster.World.After(_nemesis.Ends + s_second, Finish);
        }
        else
        {
            _clients.BeginSmall(2 * s_second);
            _cluster.World.After(2 * s_second, Finish);
        }

        while (!_isDone && _cluster.World.Step())
        {
            _cluster.World.Holds(_cluster.World.Steps < MostSteps, "it comes to rest", $"after {MostSteps} steps it is still busy");
            _placed?.Before(_cluster.World.Steps);
        }

        foreach (var host in _cluster.Hosts)
        {
            host.Process?.Seats.CheckMemory();
        }

        _history.Check();
    }

    /// <summary>No more faults: everybody must arrive, and nobody looks for those who were left behind.</summary>
    private void Finish()
    {
        if (_clients.Pending == 0 && _history.Acknowledged >= _cluster.Options.Instances && !_history.Unfinished().Any())
        {
            _isDone = true;
            return;
        }

        _cluster.World.Holds(
            _cluster.World.Elapsed < _nemesis.Ends + s_patience,
            "everybody arrives",
            $"{_clients.Pending} questions of clients have no answer; {string.Join("; ", _history.Unfinished().Take(5))}");
        if (_placed is null)
        {
            _clients.Finish();
        }

        _cluster.World.After((_placed is null ? 20 : 0.05) * s_second, Finish);
    }

    private SimulationReport Report(string? rule, string? what) => new(
        _cluster.Options, rule, what, _cluster.World.Trace.Hash, _cluster.World.Steps, _cluster.World.Elapsed, _cluster.Effects.Count, [.. _cluster.World.Trace.Last]);
}
