using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>Appends events to their part, each once.</summary>
/// <remarks>The part's one writer looks before it inserts, so the index of sameness need not be unique and a hash may collide.</remarks>
internal sealed class EventWriter(Database database, int parts)
{
    private readonly Statement _find = database.Prepare("SELECT place FROM events WHERE same = ?1 AND id = ?2 AND source = ?3 AND place BETWEEN ?4 AND ?5");
    private readonly Statement _insert = database.Prepare("INSERT INTO events(place, same, source, id, type, key, at, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    private readonly Statement _tail = database.Prepare("SELECT max(place) FROM events WHERE place BETWEEN ?1 AND ?2");
    private readonly long[] _tails = new long[parts];
    private readonly long[] _committed = new long[parts];

    /// <summary>Reads how far the log has come; at each claim.</summary>
    public void ReadTails()
    {
        for (var part = 0; part < parts; part++)
        {
            _tail.Bind(1, EventPlace.Of(part, 0)).Bind(2, EventPlace.Of(part + 1, 0) - 1);
            _tails[part] = _tail.Step() ? EventPlace.Number(_tail.Int64(0)) : 0;
            _tail.Reset();
        }

        Committed();
    }

    public AppendedEvents Write(ShardAction.AppendEvents append)
    {
        var places = ImmutableArray.CreateBuilder<long>(append.Events.Length);
        var keys = ImmutableArray.CreateBuilder<EventKey>(append.Events.Length);
        foreach (var body in append.Events)
        {
            places.Add(Write(append, body, keys));
        }

        return new(append.Id, append.Part, places.MoveToImmutable(), keys.DrainToImmutable(), _tails[append.Part]);
    }

    public void Committed() => _tails.CopyTo(_committed, 0);

    public void RolledBack() => _committed.CopyTo(_tails, 0);

    private long Write(ShardAction.AppendEvents append, JsonValue body, ImmutableArray<EventKey>.Builder keys)
    {
        var (source, id, type) = (body["source"].AsString ?? "", body["id"].AsString ?? "", body["type"].AsString ?? "");
        var same = EventPlace.Same(source, id);
        _find.Bind(1, same).Bind(2, id).Bind(3, source).Bind(4, EventPlace.Of(append.Part, 0)).Bind(5, EventPlace.Of(append.Part + 1, 0) - 1);
        if (_find.Step())
        {
            var first = EventPlace.Number(_find.Int64(0));
            _find.Reset();
            return first;
        }

        var n = ++_tails[append.Part];
        var key = EventKey.OfType(type);
        _insert.Bind(1, EventPlace.Of(append.Part, n)).Bind(2, same).Bind(3, source).Bind(4, id).Bind(5, type).Bind(6, key.Hash)
            .Bind(7, append.At.UtcTicks).Bind(8, JsonWriter.WriteUtf8(body)).Run();
        keys.Add(key);
        return n;
    }
}
