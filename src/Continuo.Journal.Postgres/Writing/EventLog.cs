using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Gives events their places, each once. A part has one owner, so what is looked up before the transaction holds in it, or the guard ends it.</summary>
internal sealed class EventLog
{
    private readonly Dictionary<int, long> _tails = [];
    private readonly Dictionary<int, long> _given = [];
    private readonly Dictionary<(int Part, EventIdentity Identity), long> _known = [];

    /// <summary>Reads how far the log has come in parts whose shards were claimed.</summary>
    public async Task ReadTails(Session session, int[] parts, CancellationToken cancellation)
    {
        if (parts.Length > 0)
        {
            foreach (var (part, tail) in await session.Rows(
                "SELECT p, coalesce((SELECT max(n) FROM events WHERE part = p), 0) FROM unnest($1) p", row => (row.GetInt32(0), row.GetInt64(1)), cancellation, Parameter.Of(parts)))
            {
                _tails[part] = tail;
            }
        }
    }

    /// <summary>Finds those of a batch that are there already.</summary>
    public async Task LookUp(Session session, IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        _known.Clear();
        var sames = batch.OfType<ShardAction.AppendEvents>().SelectMany(append => append.Events).Select(body => EventIdentity.Of(body).Same).Distinct().ToArray();
        if (sames.Length > 0)
        {
            foreach (var (part, identity, n) in await session.Rows(
                "SELECT part, source, id, n FROM events WHERE same = ANY($1)",
                row => (row.GetInt32(0), new EventIdentity(row.GetString(1), row.GetString(2)), row.GetInt64(3)),
                cancellation,
                Parameter.Of(sames)))
            {
                _known[(part, identity)] = n;
            }
        }
    }

    /// <summary>Before a batch is built, once more when it is built again.</summary>
    public void Begin() => _given.Clear();

    public AppendedEvents Add(ShardAction.AppendEvents append, EventRows rows)
    {
        var places = ImmutableArray.CreateBuilder<long>(append.Events.Length);
        var keys = ImmutableArray.CreateBuilder<EventKey>(append.Events.Length);
        var tail = _given.GetValueOrDefault(append.Part, _tails.GetValueOrDefault(append.Part));
        foreach (var body in append.Events)
        {
            var identity = EventIdentity.Of(body);
            if (!_known.TryGetValue((append.Part, identity), out var place) || place > tail)
            {
                place = ++tail;
                _known[(append.Part, identity)] = place;
                var key = EventKey.OfType(body["type"].AsString ?? "");
                rows.Add(append.Part, place, identity, key, append.At, body);
                keys.Add(key);
            }

            places.Add(place);
        }

        _given[append.Part] = tail;
        return new(append.Id, append.Part, places.MoveToImmutable(), keys.DrainToImmutable(), tail);
    }

    public void Committed()
    {
        foreach (var (part, tail) in _given)
        {
            _tails[part] = tail;
        }
    }
}
