using Continuo.Engine.Events;
using Continuo.Journal.Postgres.Connections;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Events with the places that they get.</summary>
internal sealed class EventRows : Rows
{
    private readonly List<int> _parts;
    private readonly List<long> _places;
    private readonly List<long> _sames;
    private readonly List<string?> _sources;
    private readonly List<string?> _ids;
    private readonly List<long> _keys;
    private readonly List<long> _times;
    private readonly List<ReadOnlyMemory<byte>> _bodies;

    public EventRows()
        : base(
            """
            INSERT INTO events(part, n, same, source, id, key, at, body)
            SELECT * FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bytea[])
            """)
    {
        (_parts, _places, _sames, _sources, _ids, _keys, _times, _bodies) = (Ints(), Longs(), Longs(), Texts(), Texts(), Longs(), Longs(), Bytes());
    }

    public override int Count => _parts.Count;

    public void Add(int part, long place, EventIdentity identity, EventKey key, DateTimeOffset at, JsonValue body)
    {
        _parts.Add(part);
        _places.Add(place);
        _sames.Add(identity.Same);
        _sources.Add(identity.Source);
        _ids.Add(identity.Id);
        _keys.Add(key.Hash);
        _times.Add(at.UtcTicks);
        _bodies.Add(JsonWriter.WriteUtf8(body));
    }
}
