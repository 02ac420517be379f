using Continuo.Engine.Instances;
using Continuo.Simulator.Nodes;
using Continuo.Simulator.Workloads;
using Continuo.Workflows.Json;

namespace Continuo.Simulator.Checking;

/// <summary>What clients were told, held against what is there in the end.</summary>
internal sealed class HistoryChecker(Cluster cluster)
{
    private readonly SortedDictionary<string, (Kind Kind, Guid? Run)> _started = new(StringComparer.Ordinal);
    private readonly List<(JsonValue Event, long Place)> _published = [];
    private readonly HashSet<string> _disturbed = [];
    private readonly Dictionary<string, InstanceStatus> _seenEnds = [];

    public int Acknowledged => _started.Count;

    public void Started(string instance, Kind kind, InstanceView view)
    {
        _started.TryAdd(instance, (kind, null));
        Seen(view);
    }

    public void Published(JsonValue body, long place) => _published.Add((body, place));

    /// <summary>Somebody interferes with it, so how it ends depends on when.</summary>
    public void Disturbed(string instance) => _disturbed.Add(instance);

    public void Seen(InstanceView view)
    {
        if (view.Status.IsFinal() && !_disturbed.Contains(view.Id.Text) && !_seenEnds.TryAdd(view.Id.Text, view.Status))
        {
            Holds(_seenEnds[view.Id.Text] == view.Status, "one end", $"'{view.Id}' was shown as {_seenEnds[view.Id.Text]} and as {view.Status}");
        }
    }

    /// <summary>Acknowledged starts that have not come to an end; empty when all have.</summary>
    public IEnumerable<string> Unfinished() => cluster.Database.Instances
        .Where(found => !found.Row.Status.IsFinal() || found.Row.Wake is not null)
        .Select(found => $"{found.Row.Id} ({found.Row.Workflow.Name}) is {found.Row.Status}{(found.Row.Wake is { } wake ? $", to be woken {(wake == WakeAt.Runnable ? "now" : $"at {wake.Time:HH:mm:ss}")}" : "")}");

    public void Check()
    {
        foreach (var (instance, (kind, _)) in _started)
        {
            var found = cluster.Database.Find(new(instance));
            Holds(found is not null, "an acknowledged start exists", $"'{instance}' was acknowledged and is not stored");
            Holds(found!.Row.Workflow == kind.Definition.Name, "an acknowledged start exists", $"'{instance}' was started as {kind.Name} and is {found.Row.Workflow}");
            Ended(found.Folded, kind);
        }

        foreach (var (instance, status) in _seenEnds.Where(seen => !_disturbed.Contains(seen.Key)))
        {
            Holds(cluster.Database.Find(new(instance))!.Row.Status == status, "one end", $"'{instance}' was shown as {status} and ended otherwise");
        }

        foreach (var (body, place) in _published)
        {
            Holds(cluster.Database.Events.PlaceOf(body) == place, "an acknowledged event exists", $"event {body["id"]} was acknowledged at {place} and is at {cluster.Database.Events.PlaceOf(body)?.ToString() ?? "no place"}");
        }
    }

    private void Ended(InstanceState state, Kind kind)
    {
        if (_disturbed.Contains(state.Id.Text))
        {
            return;
        }

        Holds(state.Status == kind.Ends, "everybody arrives", $"'{state.Id}' ({kind.Name}) ended as {state.Status} ({state.Error?.Detail ?? state.Error?.Title}), not as {kind.Ends}");
        Holds(kind.Output is null || state.Output == JsonValue.Parse(kind.Output), "the output is right", $"'{state.Id}' ({kind.Name}) gave {state.Output}, not {kind.Output}");
        if (kind.Name == "listener")
        {
            var (first, second) = (cluster.Database.Events.PlaceOf(state.Context["first"]), cluster.Database.Events.PlaceOf(state.Output.Array[0]));
            Holds(first < second, "each event is taken once, in order", $"'{state.Id}' took event {first} and then {second}");
        }
    }

    private void Holds(bool condition, string rule, string otherwise) => cluster.World.Holds(condition, rule, otherwise);
}
