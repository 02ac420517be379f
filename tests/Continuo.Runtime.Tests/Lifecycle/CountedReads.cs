using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Tests.Lifecycle;

/// <summary>Counts what is read.</summary>
internal sealed class CountedReads(IInstanceQueries inner) : IInstanceQueries
{
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation) => Count(inner.List(filter, cursor, limit, cancellation));

    public ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, int limit, CancellationToken cancellation) =>
        Count(inner.History(instance, afterPos, limit, cancellation));

    public ValueTask<ImmutableArray<InstanceChange>> Changes(ImmutableArray<long> after, int limit, CancellationToken cancellation) => Count(inner.Changes(after, limit, cancellation));

    public ValueTask<HistoryChunk?> HistoryBefore(InstanceId instance, long beforePos, CancellationToken cancellation) => Count(inner.HistoryBefore(instance, beforePos, cancellation));

    private ValueTask<T> Count<T>(ValueTask<T> read)
    {
        Interlocked.Increment(ref _reads);
        return read;
    }
}
