using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Subscriptions that end.</summary>
internal sealed class EndedSubscriptions : Rows
{
    private readonly List<long> _instances;
    private readonly List<int> _frames;

    public EndedSubscriptions()
        : base("DELETE FROM subscriptions s USING unnest($1::bigint[], $2::int[]) u(instance, frame) WHERE s.instance = u.instance AND s.frame = u.frame")
    {
        (_instances, _frames) = (Longs(), Ints());
    }

    public override int Count => _instances.Count;

    public void Add(long n, int frame)
    {
        _instances.Add(n);
        _frames.Add(frame);
    }
}

/// <summary>Subscriptions that begin, or are renewed.</summary>
internal sealed class AddedSubscriptions : Rows
{
    private readonly List<long> _instances;
    private readonly List<int> _frames;
    private readonly List<byte[]?> _keys;
    private readonly List<long> _since;

    public AddedSubscriptions()
        : base(
            """
            INSERT INTO subscriptions(instance, frame, keys, since) SELECT * FROM unnest($1::bigint[], $2::int[], $3::bytea[], $4::bigint[])
            ON CONFLICT(instance, frame) DO UPDATE SET keys = excluded.keys, since = excluded.since
            """)
    {
        (_instances, _frames, _keys, _since) = (Longs(), Ints(), BytesOrNulls(), Longs());
    }

    public override int Count => _instances.Count;

    public void Add(long n, Subscription subscription)
    {
        _instances.Add(n);
        _frames.Add(subscription.Frame);
        _keys.Add(KeyBytes.Write(subscription.Keys));
        _since.Add(subscription.Since);
    }
}
