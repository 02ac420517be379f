using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Queries;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Journaling;

/// <summary>Reads over instances that need no owner. Exact as of the last commit.</summary>
public interface IInstanceQueries
{
    /// <summary>Newest first.</summary>
    /// <exception cref="FormatException">The cursor is none that this list gave.</exception>
    ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>Commits of an instance in order, the first ones after <paramref name="afterPos"/>; empty at the end, null without such an instance.</summary>
    /// <param name="instance">Which.</param>
    /// <param name="afterPos">Zero for the first.</param>
    /// <param name="limit">The most commits; fewer when they are large.</param>
    /// <param name="cancellation">Ends the read.</param>
    ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, int limit, CancellationToken cancellation);

    /// <summary>The commits of all instances after a place, those of each shard in their order.</summary>
    /// <param name="after">The last position seen: of each shard, in the order of the shards; or one for all, where they share one sequence, and then by position.</param>
    /// <param name="limit">The most of them.</param>
    /// <param name="cancellation">Ends the read.</param>
    ValueTask<ImmutableArray<InstanceChange>> Changes(ImmutableArray<long> after, int limit, CancellationToken cancellation);

    /// <summary>The newest commits of an instance before a place, as far back as its state is stored: so the newest page of a history costs a page. Null without such an instance.</summary>
    /// <param name="instance">Which.</param>
    /// <param name="beforePos">Commits from here on are left out.</param>
    /// <param name="cancellation">Ends the read.</param>
    ValueTask<HistoryChunk?> HistoryBefore(InstanceId instance, long beforePos, CancellationToken cancellation);
}

/// <param name="Snapshot">The state before the first of the commits; null when that is the instance's first.</param>
/// <param name="Commits">In order; empty when there are none before the place.</param>
public sealed record HistoryChunk(ReadOnlyMemory<byte>? Snapshot, ImmutableArray<StoredCommit> Commits)
{
    /// <summary>All that the snapshot refers to.</summary>
    public ImmutableArray<Payload> Payloads { get; init; } = [];
}

/// <summary>Which instance a commit is of.</summary>
public sealed record InstanceChange(long Pos, InstanceId Instance);

/// <summary>All that are given must hold.</summary>
/// <param name="Statuses">One of these; none given: any.</param>
/// <param name="Labels">Each of these.</param>
/// <param name="Where">A condition of any form.</param>
public sealed record InstanceFilter(
    ImmutableArray<InstanceStatus> Statuses = default,
    WorkflowName? Workflow = null,
    string? Version = null,
    ImmutableArray<KeyValuePair<string, string>> Labels = default,
    InstanceCondition? Where = null);

/// <param name="Items">Rows with their labels and fields. Fewer than asked for, even none, before the last page: where no index serves a condition only so many instances are looked at for one page.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record InstancePage(ImmutableArray<InstanceRow> Items, string? Next);

public sealed record StoredCommit(long Pos, DateTimeOffset At, ReadOnlyMemory<byte> Facts)
{
    /// <summary>All that its facts refer to.</summary>
    public ImmutableArray<Payload> Payloads { get; init; } = [];
}
