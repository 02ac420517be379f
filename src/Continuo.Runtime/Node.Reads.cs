using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime;

public sealed partial class Node
{
    public async Task<InstancePage> ListInstances(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation) =>
        await _options.Queries.List(filter, cursor, limit, cancellation);

    /// <summary>The facts of an instance, oldest first; null when there is no such instance.</summary>
    public Task<ImmutableArray<HistoryEntry>?> History(InstanceId instance, CancellationToken cancellation) =>
        _history.ReadAll(instance, cancellation);

    /// <summary>The facts of an instance after one of them (null: from the first), at most so many; null when there is no such instance.</summary>
    public Task<HistoryPage?> History(InstanceId instance, (long Position, int Index)? after, int limit, CancellationToken cancellation) =>
        _history.Read(instance, after, limit, cancellation);

    /// <summary>The facts of an instance before one of them (null: from the end), the newest first, at most so many; null when there is no such instance. Costs about as much as it gives.</summary>
    public Task<HistoryPage?> HistoryBack(InstanceId instance, (long Position, int Index)? before, int limit, CancellationToken cancellation) =>
        _history.ReadBack(instance, before, limit, cancellation);
}
