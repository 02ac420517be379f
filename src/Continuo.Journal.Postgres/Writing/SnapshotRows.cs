using Continuo.Journal.Postgres.Connections;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Snapshots that are about to be replaced, put beside the commit that each includes.</summary>
internal sealed class KeptSnapshots : Rows
{
    private readonly List<long> _instances;

    public KeptSnapshots()
        : base("INSERT INTO past_snapshots(instance, pos, bytes, payloads) SELECT instance, pos, bytes, payloads FROM snapshots WHERE instance = ANY($1)")
    {
        _instances = Longs();
    }

    public override int Count => _instances.Count;

    public void Add(long n) => _instances.Add(n);
}

/// <summary>Snapshots.</summary>
internal sealed class SnapshotRows : Rows
{
    private const string Columns = "(instance, pos, bytes, payloads) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[])";

    private readonly List<long> _instances;
    private readonly List<long> _positions;
    private readonly List<ReadOnlyMemory<byte>> _bytes;
    private readonly List<byte[]?> _payloads;

    private SnapshotRows(string sql)
        : base(sql)
    {
        (_instances, _positions, _bytes, _payloads) = (Longs(), Longs(), Bytes(), BytesOrNulls());
    }

    public override int Count => _instances.Count;

    /// <summary>Those that a newer one of the same batch has replaced.</summary>
    public static SnapshotRows Past() => new($"INSERT INTO past_snapshots{Columns}");

    public static SnapshotRows Newest() =>
        new($"INSERT INTO snapshots{Columns} ON CONFLICT(instance) DO UPDATE SET pos = excluded.pos, bytes = excluded.bytes, payloads = excluded.payloads");

    public void Add(long n, long pos, ReadOnlyMemory<byte> bytes, byte[]? payloads)
    {
        _instances.Add(n);
        _positions.Add(pos);
        _bytes.Add(bytes);
        _payloads.Add(payloads);
    }
}
