using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Commits of instances.</summary>
internal sealed class JournalRows : Rows
{
    private readonly List<int> _shards;
    private readonly List<long> _positions;
    private readonly List<long> _instances;
    private readonly List<long> _seqs;
    private readonly List<long> _previous;
    private readonly List<long> _times;
    private readonly List<ReadOnlyMemory<byte>> _facts;

    public JournalRows()
        : base(
            """
            INSERT INTO journal(shard, pos, instance, seq, prev_pos, at, facts)
            SELECT * FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bytea[])
            """)
    {
        (_shards, _positions, _instances, _seqs, _previous, _times, _facts) = (Ints(), Longs(), Longs(), Longs(), Longs(), Longs(), Bytes());
    }

    public override int Count => _shards.Count;

    public void Add(ShardAction.Append slice, int shard, long n)
    {
        _shards.Add(shard);
        _positions.Add(slice.Pos);
        _instances.Add(n);
        _seqs.Add(slice.Seq);
        _previous.Add(slice.PrevPos);
        _times.Add(slice.At.UtcTicks);
        _facts.Add(slice.Facts);
    }
}

/// <summary>Which payloads commits refer to: rare, so that the others need not send a column of nulls.</summary>
internal sealed class JournalPayloadRows : Rows
{
    private readonly List<int> _shards;
    private readonly List<long> _positions;
    private readonly List<byte[]?> _hashes;

    public JournalPayloadRows()
        : base("UPDATE journal j SET payloads = u.hashes FROM unnest($1::int[], $2::bigint[], $3::bytea[]) u(shard, pos, hashes) WHERE j.shard = u.shard AND j.pos = u.pos")
    {
        (_shards, _positions, _hashes) = (Ints(), Longs(), BytesOrNulls());
    }

    public override int Count => _shards.Count;

    public void Add(int shard, long pos, byte[] hashes)
    {
        _shards.Add(shard);
        _positions.Add(pos);
        _hashes.Add(hashes);
    }
}

/// <summary>Contents of payloads.</summary>
internal sealed class PayloadRows : Rows
{
    private readonly List<long> _instances;
    private readonly List<byte[]?> _hashes;
    private readonly List<ReadOnlyMemory<byte>> _bytes;

    public PayloadRows()
        : base("INSERT INTO payloads(instance, hash, bytes) SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) ON CONFLICT DO NOTHING")
    {
        (_instances, _hashes, _bytes) = (Longs(), BytesOrNulls(), Bytes());
    }

    public override int Count => _instances.Count;

    public void Add(long n, byte[] hash, ReadOnlyMemory<byte> bytes)
    {
        _instances.Add(n);
        _hashes.Add(hash);
        _bytes.Add(bytes);
    }
}
