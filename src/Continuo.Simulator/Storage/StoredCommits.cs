using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Simulator.Storage;

/// <summary>One instance as a store in maps keeps it: row, commits, newest snapshot, payloads, subscriptions.</summary>
internal class StoredCommits(InstanceRow row)
{
    private readonly Dictionary<PayloadHash, Payload> _payloads = [];
    private readonly List<(long Pos, ReadOnlyMemory<byte> Facts, ImmutableArray<PayloadHash> Payloads)> _commits = [];
    private (long Pos, ReadOnlyMemory<byte> Bytes, ImmutableArray<PayloadHash> Payloads)? _snapshot;

    public InstanceRow Row { get; private set; } = row;

    public long HeadPos { get; private set; }

    public int CommitCount => _commits.Count;

    public IEnumerable<ReadOnlyMemory<byte>> Facts => _commits.Select(commit => commit.Facts);

    protected IEnumerable<Payload> Payloads => _payloads.Values;

    public SortedDictionary<int, Subscription> Subscriptions { get; } = [];

    public virtual void Take(ShardAction.Append append)
    {
        _commits.Add((append.Pos, append.Facts, append.Payloads?.Facts ?? []));
        foreach (var payload in append.Payloads?.New ?? [])
        {
            _payloads.TryAdd(payload.Hash, payload);
        }

        HeadPos = append.Pos;
        Row = append.Row is { } row ? row with { Labels = row.Labels.IsDefault ? Row.Labels : row.Labels } : Row;
        _snapshot = append.Snapshot is { } bytes ? (append.Pos, bytes, append.Payloads?.Snapshot ?? []) : _snapshot;
        foreach (var frame in append.Subscriptions?.Ended ?? [])
        {
            Subscriptions.Remove(frame);
        }

        foreach (var added in append.Subscriptions?.Added ?? [])
        {
            Subscriptions[added.Frame] = added;
        }
    }

    public virtual void Take(ShardAction.Park park)
    {
        _commits.Add((park.Pos, park.Facts, []));
        HeadPos = park.Pos;
        Row = Row with { Status = InstanceStatus.Stuck, Incident = true, Wake = null, HeadPos = park.Pos, FinishedAt = null };
    }

    public void WriteHead() => Row = Row with { HeadPos = HeadPos };

    public StoredInstance ToLoad()
    {
        var from = _snapshot?.Pos ?? 0;
        var commits = _commits.Where(commit => commit.Pos > from).ToList();
        return new(Row.Id, Row.Number, HeadPos, _commits.Count, from, _snapshot?.Bytes, [.. commits.Select(commit => commit.Facts)])
        {
            Payloads = [.. (_snapshot?.Payloads ?? []).Concat(commits.SelectMany(commit => commit.Payloads)).Distinct().Select(hash => _payloads[hash])],
        };
    }
}
