using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Tests.Fakes;

/// <summary>A journal whose k-th commit has an unknown outcome: nothing of it is stored, or all of it.</summary>
internal sealed class FailingJournal(IJournal inner, int failAt, bool stored) : IJournal
{
    public int Commits { get; private set; }

    public int Shards => inner.Shards;

    public int EventParts => inner.EventParts;

    public ValueTask<long> Claim(string node, CancellationToken cancellation) => inner.Claim(node, cancellation);

    public async ValueTask<CommitOutcome> Commit(IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        if (++Commits != failAt)
        {
            return await inner.Commit(batch, cancellation);
        }

        if (stored)
        {
            await inner.Commit(batch, cancellation);
        }

        return new CommitOutcome.Unknown("the test says so");
    }

    public ValueTask Checkpoint(long through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation) =>
        inner.Checkpoint(through, heads, eventMarks, cancellation);

    public ValueTask<ShardImage> ReadImage(ShardId shard, CancellationToken cancellation) => inner.ReadImage(shard, cancellation);

    public ValueTask<StoredInstance?> Load(InstanceId instance, long? head, CancellationToken cancellation) => inner.Load(instance, head, cancellation);

    public ValueTask<ImmutableArray<Wake>> ReadWake(ShardId shard, Wake? from, DateTimeOffset through, int limit, CancellationToken cancellation) =>
        inner.ReadWake(shard, from, through, limit, cancellation);

    public ValueTask<EventPage> ReadEvents(int part, ImmutableArray<EventKey> keys, long after, int limit, CancellationToken cancellation) =>
        inner.ReadEvents(part, keys, after, limit, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
