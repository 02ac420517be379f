using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Tests.Fakes;

/// <summary>A journal that will never have some slices.</summary>
internal sealed class PickyJournal(IJournal inner, Func<ShardAction, bool> refuses) : IJournal
{
    private int _refusals;

    public int Refusals => Volatile.Read(ref _refusals);

    public int Shards => inner.Shards;

    public int EventParts => inner.EventParts;

    public int Writers => inner.Writers;

    public PositionScope Positions => inner.Positions;

    public ValueTask<ClaimAnswer> Claim(string node, ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken cancellation) => inner.Claim(node, shards, mode, cancellation);

    public ValueTask Release(ShardId shard, CancellationToken cancellation) => inner.Release(shard, cancellation);

    public ValueTask<StoreOwnership> ReadOwnership(CancellationToken cancellation) => inner.ReadOwnership(cancellation);

    public ValueTask<CommitOutcome> Commit(int writer, IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        if (batch.Any(refuses))
        {
            Interlocked.Increment(ref _refusals);
            throw new CommitRefusedException(RejectedSlice.TooLarge, "it is too large");
        }

        return inner.Commit(writer, batch, cancellation);
    }

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
