using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Simulator.Storage;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Testing.Shards;

/// <summary>What survives a crash of <see cref="ShardHarness"/>: the least that a journal must do, in maps.</summary>
public sealed class HarnessStore
{
    private readonly SortedDictionary<InstanceId, StoredCommits> _instances = new(Comparer<InstanceId>.Create((a, b) => string.CompareOrdinal(a.Text, b.Text)));
    private readonly List<StoredEvent> _events = [];

    private int _adoptions;
    private Suspect? _suspect;

    /// <summary>Whether adoptions are counted, so that the third in a row is a careful one.</summary>
    public bool CountsAdoptions { get; set; }

    public Dictionary<DefinitionHash, WorkflowDefinition> Definitions { get; } = [];

    public long LastPos { get; private set; }

    public DateTimeOffset LastCommitAt { get; private set; }

    public long EventMark { get; set; }

    public long EventTail => _events.Count;

    public IEnumerable<InstanceRow> Rows => _instances.Values.Select(stored => stored.Row);

    /// <summary>Bytes of facts, snapshots and new payloads of all commits: what a journal writes.</summary>
    public long BytesWritten { get; private set; }

    public IEnumerable<ReadOnlyMemory<byte>> CommitsOf(InstanceId instance) => _instances[instance].Facts;

    /// <summary>Why the slice is refused; null when it is stored.</summary>
    public string? Store(ShardAction.Append append)
    {
        LastPos = append.Pos;
        if (append.PrevPos == 0 && _instances.ContainsKey(append.Instance))
        {
            return "instance-exists";
        }

        if (append.PrevPos != 0 && (!_instances.TryGetValue(append.Instance, out var before) || before.HeadPos != append.PrevPos))
        {
            return "earlier-rejected";
        }

        LastCommitAt = append.At;
        BytesWritten += append.Facts.Length + (append.Snapshot?.Length ?? 0) + (append.Payloads?.New.Sum(payload => (long)payload.Bytes.Length) ?? 0);
        if (!_instances.TryGetValue(append.Instance, out var stored))
        {
            _instances.Add(append.Instance, stored = new(append.Row!));
        }

        stored.Take(append);
        return null;
    }

    public void Store(ShardAction.Care care)
    {
        LastPos = care.Pos;
        (_adoptions, _suspect) = (care.IsClean ? 0 : _adoptions, care.Suspect);
    }

    public void Store(ShardAction.Park park)
    {
        LastPos = park.Pos;
        if (_instances.TryGetValue(park.Instance, out var stored))
        {
            stored.Take(park);
        }
    }

    public void Delete(ShardAction.Delete delete)
    {
        LastPos = delete.Pos;
        if (_instances.TryGetValue(delete.Instance, out var stored)
            && stored.Row is { Wake: null, FinishedAt: { } at } && stored.Row.Number == delete.Number && at <= delete.EndedThrough
            && !_instances.Keys.Any(id => id.Text.StartsWith($"{delete.Instance}/", StringComparison.Ordinal)))
        {
            _instances.Remove(delete.Instance);
        }
    }

    public (ImmutableArray<long> Places, ImmutableArray<EventKey> New) Store(ShardAction.AppendEvents append)
    {
        LastPos = append.Pos;
        var places = ImmutableArray.CreateBuilder<long>();
        var added = ImmutableArray.CreateBuilder<EventKey>();
        foreach (var body in append.Events)
        {
            var found = _events.Find(e => e.Event["id"] == body["id"] && e.Event["source"] == body["source"]);
            if (found is null)
            {
                found = new(_events.Count + 1, body, append.At);
                _events.Add(found);
                added.Add(EventKey.OfType(found.Type));
            }

            places.Add(found.N);
        }

        return (places.ToImmutable(), added.ToImmutable());
    }

    public StoredInstance? Load(InstanceId instance) => _instances.TryGetValue(instance, out var stored) ? stored.ToLoad() : null;

    /// <summary>What a shard reads; null for what is no read.</summary>
    public ShardInput? Answer(ShardAction action)
    {
        switch (action)
        {
            case ShardAction.Load load:
                return new ShardInput.Loaded(load.Instance, Load(load.Instance));
            case ShardAction.LoadDefinition load:
                return new ShardInput.DefinitionLoaded(load.Hash, Definitions.GetValueOrDefault(load.Hash));
            case ShardAction.ReadWake read:
                var rows = ReadWake(read.FromExclusive, read.Through, read.Limit);
                return new ShardInput.WakeRead(rows, read.Through, rows.Length == read.Limit);
            case ShardAction.ReadEvents read:
                var (events, through) = ReadEvents(read.Keys, read.AfterN, read.Limit);
                return new ShardInput.EventsRead(read.Part, events, through);
            default:
                return null;
        }
    }

    private ImmutableArray<Wake> ReadWake(Wake? from, DateTimeOffset through, int limit) =>
    [
        .. _instances.Values
            .Where(stored => stored.Row.Wake is { } wake && wake.CompareTo(WakeAt.At(through)) <= 0)
            .Select(stored => new Wake(stored.Row.Wake!.Value, stored.Row.Number, stored.Row.Id))
            .OrderBy(wake => wake.At).ThenBy(wake => wake.Number)
            .Where(wake => from is not { } after || (wake.At, wake.Number).CompareTo((after.At, after.Number)) > 0)
            .Take(limit),
    ];

    private (ImmutableArray<StoredEvent> Events, long Through) ReadEvents(ImmutableArray<EventKey> keys, long after, int limit)
    {
        ImmutableArray<StoredEvent> found = [.. _events.Where(e => e.N > after && (keys.IsEmpty || keys.Contains(EventKey.OfType(e.Type)))).Take(limit)];
        return (found, found.Length == limit ? found[^1].N : EventTail);
    }

    public ShardImage ReadImage() => new()
    {
        Adoptions = CountsAdoptions ? ++_adoptions : 0,
        Suspect = _suspect,
        LastPos = LastPos,
        LastCommitAt = LastCommitAt,
        Heads = _instances.Values.Where(s => s.Row.HeadPos < s.HeadPos).ToDictionary(s => s.Row.Id, s => s.HeadPos),
        Subscriptions = [.. _instances.Values.SelectMany(s => s.Subscriptions.Values)],
        EventTails = [EventTail],
        EventMarks = [EventMark],
    };
}
