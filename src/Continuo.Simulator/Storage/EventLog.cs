using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Shards;
using Continuo.Workflows.Json;

namespace Continuo.Simulator.Storage;

/// <summary>The one part of the event log that a simulation has.</summary>
internal sealed class EventLog
{
    private readonly List<StoredEvent> _events = [];
    private readonly Dictionary<(string Source, string Id), long> _places = [];

    public long Tail => _events.Count;

    public IReadOnlyList<StoredEvent> All => _events;

    public (ImmutableArray<long> Places, ImmutableArray<EventKey> New) Take(ShardAction.AppendEvents append)
    {
        var places = ImmutableArray.CreateBuilder<long>();
        var added = ImmutableArray.CreateBuilder<EventKey>();
        foreach (var body in append.Events)
        {
            if (!_places.TryGetValue(KeyOf(body), out var place))
            {
                place = _events.Count + 1;
                _places.Add(KeyOf(body), place);
                _events.Add(new(place, body, append.At));
                added.Add(EventKey.OfType(_events[^1].Type));
            }

            places.Add(place);
        }

        return (places.ToImmutable(), added.ToImmutable());
    }

    public long? PlaceOf(JsonValue body) => _places.TryGetValue(KeyOf(body), out var place) ? place : null;

    public ShardInput.EventsRead Read(ShardAction.ReadEvents read)
    {
        ImmutableArray<StoredEvent> found = [.. _events.Skip((int)read.AfterN).Where(e => read.Keys.IsDefaultOrEmpty || read.Keys.Contains(EventKey.Any) || read.Keys.Contains(EventKey.OfType(e.Type))).Take(read.Limit)];
        return new(read.Part, found, found.Length == read.Limit ? found[^1].N : Math.Max(Tail, read.AfterN));
    }

    public ImmutableArray<EventKey> KeysAfter(long place) => [.. _events.Skip((int)place).Select(e => EventKey.OfType(e.Type))];

    private static (string Source, string Id) KeyOf(JsonValue body) => (body["source"].AsString ?? "", body["id"].AsString ?? "");
}
