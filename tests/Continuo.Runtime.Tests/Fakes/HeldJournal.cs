using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Tests.Fakes;

/// <summary>A journal whose commits wait while it is held.</summary>
internal sealed class HeldJournal(IJournal inner) : IJournal
{
    private TaskCompletionSource? _held;
    private int _committed;

    /// <summary>Commits since it was held.</summary>
    public int Committed => Volatile.Read(ref _committed);

    public int Shards => inner.Shards;

    public int EventParts => inner.EventParts;

    public int Writers => inner.Writers;

    public PositionScope Positions => inner.Positions;

    public void Hold()
    {
        Volatile.Write(ref _committed, 0);
        Volatile.Write(ref _held, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    public void LetGo() => Interlocked.Exchange(ref _held, null)!.SetResult();

    public async ValueTask<CommitOutcome> Commit(int writer, IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _held) is { } held)
        {
            await held.Task.WaitAsync(cancellation);
        }

        Interlocked.Increment(ref _committed);
        return await inner.Commit(writer, batch, cancellation);
    }

    public ValueTask<ClaimAnswer> Claim(string node, ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken cancellation) => inner.Claim(node, shards, mode, cancellation);

    public ValueTask Release(ShardId shard, CancellationToken cancellation) => inner.Release(shard, cancellation);

    public ValueTask<StoreOwnership> ReadOwnership(CancellationToken cancellation) => inner.ReadOwnership(cancellation);

    public ValueTask Checkpoint(int writer, IReadOnlyDictionary<ShardId, long> through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation) =>
        inner.Checkpoint(writer, through, heads, eventMarks, cancellation);

    public ValueTask<ShardImage> ReadImage(ShardId shard, CancellationToken cancellation) => inner.ReadImage(shard, cancellation);

    public ValueTask<StoredInstance?> Load(InstanceId instance, long? head, CancellationToken cancellation) => inner.Load(instance, head, cancellation);

    public ValueTask<ImmutableArray<Wake>> ReadWake(ShardId shard, Wake? from, DateTimeOffset through, int limit, CancellationToken cancellation) =>
        inner.ReadWake(shard, from, through, limit, cancellation);

    public ValueTask<EventPage> ReadEvents(int part, ImmutableArray<EventKey> keys, long after, int limit, CancellationToken cancellation) =>
        inner.ReadEvents(part, keys, after, limit, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
