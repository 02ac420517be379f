using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Testing;

/// <summary>The commits of one instance in a list, with a snapshot after each.</summary>
internal sealed class StoryJournal
{
    private readonly List<ReadOnlyMemory<byte>> _commits = [];
    private readonly List<ImmutableArray<PayloadEntry>> _mentioned = [];
    private readonly List<Snapshot> _stored = [];
    private readonly List<byte[]> _snapshots = [];
    private readonly Dictionary<PayloadHash, Payload> _payloads = [];

    public IReadOnlyList<ReadOnlyMemory<byte>> Commits => _commits;

    /// <summary>Each with all that it needs in it.</summary>
    public IReadOnlyList<byte[]> Snapshots => _snapshots;

    /// <summary>Each payload once.</summary>
    public IReadOnlyCollection<Payload> Payloads => _payloads.Values;

    public void Add(ReadOnlyMemory<byte> commit, PayloadWriter payloads, InstanceState state)
    {
        _commits.Add(commit);
        _mentioned.Add(payloads.Mentioned);
        _stored.Add(StateCodec.Take(state));
        foreach (var payload in payloads.New.Concat(_stored[^1].New))
        {
            _payloads.TryAdd(payload.Hash, payload);
        }

        _snapshots.Add(StateCodec.Encode(state));
    }

    /// <summary>Reads what a store would give: the payloads that were mentioned, and no others.</summary>
    /// <param name="id">The instance.</param>
    /// <param name="snapshot">The commit from whose snapshot to begin; zero reads all commits.</param>
    public InstanceState Read(InstanceId id, int snapshot)
    {
        var from = snapshot == 0 ? null : _stored[snapshot - 1];
        var mentioned = _mentioned.Skip(snapshot).SelectMany(entries => entries).Concat(from?.Payloads ?? []).Select(entry => entry.Hash).Distinct();
        return FactCodec.Restore(new(id, 1, _commits.Count, _commits.Count, snapshot, from?.Bytes, [.. _commits.Skip(snapshot)])
        {
            Payloads = [.. mentioned.Select(hash => _payloads[hash])],
        });
    }
}
