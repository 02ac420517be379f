using System.Runtime.InteropServices;
using Continuo.Engine.Shards;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Consecutive commits of a batch as a few statements over many rows. What several of them say about one row is told by the last.</summary>
internal sealed class Segment
{
    private readonly StartRows _starts = new();
    private readonly ChangeRows _changes = new();
    private readonly LabelRows _labels = new();
    private readonly ClearedFields _cleared = new();
    private readonly FieldRows _fields = new();
    private readonly JournalRows _journal = new();
    private readonly JournalPayloadRows _references = new();
    private readonly PayloadRows _payloads = new();
    private readonly KeptSnapshots _kept = new();
    private readonly SnapshotRows _past = SnapshotRows.Past();
    private readonly SnapshotRows _snapshots = SnapshotRows.Newest();
    private readonly EndedSubscriptions _ended = new();
    private readonly AddedSubscriptions _added = new();
    private readonly Dictionary<long, Row> _rows = [];
    private readonly Dictionary<long, InstanceRow> _told = [];
    private readonly Dictionary<long, NewSnapshot> _newest = [];
    private readonly Dictionary<(long N, int Frame), Subscription?> _subscriptions = [];

    public EventRows Events { get; } = new();

    public void Add(ShardAction.Append slice, int shard, long n, Pins pins)
    {
        if (slice.Row is { } row)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, n, out var exists);
            known = exists ? known with { Newest = row, Pin = pins[row], Head = slice.Pos } : new(shard, slice.PrevPos == 0 ? row : null, row, pins[row], slice.Pos);
            if (!row.Fields.IsDefault)
            {
                _told[n] = row;
            }
        }

        _journal.Add(slice, shard, n);
        if (slice.Snapshot is { } bytes)
        {
            ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, n, out var exists);
            if (exists)
            {
                _past.Add(n, newest.Pos, newest.Bytes, newest.Payloads);
            }

            newest = new(slice.Pos, bytes, slice.Payloads is { } referred ? HashBytes.Write(referred.Snapshot) : null);
        }

        if (slice.Payloads is { } payloads)
        {
            Add(payloads, slice.Pos, shard, n);
        }

        if (slice.Subscriptions is { } subscriptions)
        {
            foreach (var frame in subscriptions.Ended)
            {
                _subscriptions[(n, frame)] = null;
            }

            foreach (var added in subscriptions.Added)
            {
                _subscriptions[(n, added.Frame)] = added;
            }
        }
    }

    /// <summary>After the last commit of the segment.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        Settle();
        _starts.AddTo(batch);
        _changes.AddTo(batch);
        _journal.AddTo(batch);
        _labels.AddTo(batch);
        _cleared.AddTo(batch);
        _fields.AddTo(batch);
        _payloads.AddTo(batch);
        _references.AddTo(batch);
        _kept.AddTo(batch);
        _past.AddTo(batch);
        _snapshots.AddTo(batch);
        _ended.AddTo(batch);
        _added.AddTo(batch);
        Events.AddTo(batch);
    }

    public void Clear()
    {
        _rows.Clear();
        _told.Clear();
        _newest.Clear();
        _subscriptions.Clear();
        foreach (var rows in (ReadOnlySpan<Connections.Rows>)[_starts, _changes, _journal, _labels, _cleared, _fields, _payloads, _references, _kept, _past, _snapshots, _ended, _added, Events])
        {
            rows.Clear();
        }
    }

    private void Add(PayloadChanges payloads, long pos, int shard, long n)
    {
        foreach (var payload in payloads.New)
        {
            _payloads.Add(n, HashBytes.Write(payload.Hash), payload.Bytes);
        }

        if (HashBytes.Write(payloads.Facts) is { } hashes)
        {
            _references.Add(shard, pos, hashes);
        }
    }

    private void Settle()
    {
        foreach (var (n, row) in _rows)
        {
            if (row.First is { } first)
            {
                _starts.Add(n, row.Shard, row.Pin, first, row.Newest, row.Head);
                _labels.Add(n, first);
            }
            else
            {
                _changes.Add(n, row.Pin, row.Newest, row.Head);
            }
        }

        foreach (var (n, row) in _told)
        {
            if (_rows[n].First is null)
            {
                _cleared.Add(n);
            }

            _fields.Add(n, row);
        }

        foreach (var (n, snapshot) in _newest)
        {
            _kept.Add(n);
            _snapshots.Add(n, snapshot.Pos, snapshot.Bytes, snapshot.Payloads);
        }

        foreach (var ((n, frame), subscription) in _subscriptions)
        {
            if (subscription is null)
            {
                _ended.Add(n, frame);
            }
            else
            {
                _added.Add(n, subscription);
            }
        }
    }

    /// <param name="First">Null when the instance began in an earlier batch.</param>
    private readonly record struct Row(int Shard, InstanceRow? First, InstanceRow Newest, long Pin, long Head);

    private readonly record struct NewSnapshot(long Pos, ReadOnlyMemory<byte> Bytes, byte[]? Payloads);
}
