using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>What a shard stores during a test, in memory; and what of it the test wants to know.</summary>
internal sealed class VirtualStore(IReadOnlyDictionary<DefinitionHash, WorkflowDefinition> definitions)
{
    private readonly Dictionary<InstanceId, Kept> _instances = [];
    private readonly List<StoredEvent> _events = [];

    public static ShardImage Empty { get; } = new()
    {
        LastPos = 0,
        Heads = new Dictionary<InstanceId, long>(),
        Subscriptions = [],
        EventTails = [0],
        EventMarks = [0],
    };

    public long EventTail => _events.Count;

    /// <summary>Whether any instance waits for events.</summary>
    public bool IsListening => _instances.Values.Any(kept => kept.Listeners.Count > 0);

    /// <summary>Whether any instance waits for a call or a child.</summary>
    public bool IsOwed => _instances.Values.Any(kept => kept.Row.Wake == WakeAt.Runnable);

    /// <summary>The next time at which an instance must be looked at.</summary>
    public DateTimeOffset? NextWake => _instances.Values.Where(kept => kept.Row.Wake is { } wake && wake != WakeAt.Runnable).Select(kept => (DateTimeOffset?)kept.Row.Wake!.Value.Time).Min();

    public IReadOnlyList<HistoryFact> HistoryOf(InstanceId instance) => _instances.TryGetValue(instance, out var kept) ? kept.History : [];

    /// <summary>False when there is an instance of this id already.</summary>
    public bool Store(ShardAction.Append append)
    {
        if (!_instances.TryGetValue(append.Instance, out var kept))
        {
            _instances.Add(append.Instance, kept = new(append.Row!));
        }
        else if (append.PrevPos == 0)
        {
            return false;
        }

        kept.Take(append, definitions[append.Row?.Definition ?? kept.Row.Definition]);
        return true;
    }

    public (ImmutableArray<long> Places, ImmutableArray<EventKey> New) Store(ShardAction.AppendEvents append)
    {
        var places = ImmutableArray.CreateBuilder<long>();
        var added = ImmutableArray.CreateBuilder<EventKey>();
        foreach (var body in append.Events)
        {
            var stored = _events.Find(one => one.Event["id"] == body["id"] && one.Event["source"] == body["source"]);
            if (stored is null)
            {
                _events.Add(stored = new StoredEvent(_events.Count + 1, body, append.At));
                added.Add(EventKey.OfType(stored.Type));
            }

            places.Add(stored.N);
        }

        return (places.ToImmutable(), added.ToImmutable());
    }

    /// <summary>What the shard reads; null for an action that reads nothing.</summary>
    public ShardInput? Answer(ShardAction action)
    {
        switch (action)
        {
            case ShardAction.Load load:
                return new ShardInput.Loaded(load.Instance, _instances.TryGetValue(load.Instance, out var kept) ? kept.ToLoad() : null);
            case ShardAction.LoadDefinition load:
                return new ShardInput.DefinitionLoaded(load.Hash, definitions.GetValueOrDefault(load.Hash));
            case ShardAction.ReadWake read:
                var rows = Due(read);
                return new ShardInput.WakeRead(rows, read.Through, rows.Length == read.Limit);
            case ShardAction.ReadEvents read:
                ImmutableArray<StoredEvent> events = [.. _events.Where(one => one.N > read.AfterN && (read.Keys.IsEmpty || read.Keys.Contains(EventKey.OfType(one.Type)))).Take(read.Limit)];
                return new ShardInput.EventsRead(read.Part, events, events.Length == read.Limit ? events[^1].N : EventTail);
            default:
                return null;
        }
    }

    private ImmutableArray<Wake> Due(ShardAction.ReadWake read) =>
    [
        .. _instances.Values
            .Where(kept => kept.Row.Wake is { } wake && wake.CompareTo(WakeAt.At(read.Through)) <= 0)
            .Select(kept => new Wake(kept.Row.Wake!.Value, kept.Row.Number, kept.Row.Id))
            .OrderBy(wake => wake.At).ThenBy(wake => wake.Number)
            .Where(wake => read.FromExclusive is not { } after || (wake.At, wake.Number).CompareTo((after.At, after.Number)) > 0)
            .Take(read.Limit),
    ];

    private sealed class Kept(InstanceRow row)
    {
        private readonly InstanceState _told = new(row.Id);
        private readonly Dictionary<PayloadHash, Payload> _payloads = [];
        private readonly List<ReadOnlyMemory<byte>> _commits = [];
        private long _head;

        public InstanceRow Row { get; private set; } = row;

        public HashSet<int> Listeners { get; } = [];

        public List<HistoryFact> History { get; } = [];

        public void Take(ShardAction.Append append, WorkflowDefinition definition)
        {
            foreach (var payload in append.Payloads?.New ?? [])
            {
                _payloads.TryAdd(payload.Hash, payload);
            }

            _commits.Add(append.Facts);
            _head = append.Pos;
            Row = append.Row is { } next ? next with { Labels = next.Labels.IsDefault ? Row.Labels : next.Labels } : Row;
            Listeners.ExceptWith(append.Subscriptions?.Ended ?? []);
            Listeners.UnionWith((append.Subscriptions?.Added ?? []).Select(added => added.Frame));
            _told.Supply([.. (append.Payloads?.Facts ?? []).Select(hash => _payloads[hash])]);
            FactCodec.Describe(_told, definition, append.Facts.Span, History);
        }

        public StoredInstance ToLoad() => new(Row.Id, Row.Number, _head, _commits.Count, 0, null, [.. _commits]) { Payloads = [.. _payloads.Values] };
    }
}
