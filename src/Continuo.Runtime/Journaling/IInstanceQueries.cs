using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Journaling;

/// <summary>Reads over instances that need no owner. Exact as of the last commit.</summary>
public interface IInstanceQueries
{
    /// <summary>Newest first.</summary>
    /// <exception cref="FormatException">The cursor is none that this list gave.</exception>
    ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>The commits of an instance in order, after <paramref name="afterPos"/>.</summary>
    /// <param name="instance">Which.</param>
    /// <param name="afterPos">Zero for all.</param>
    /// <param name="cancellation">Ends the read.</param>
    ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, CancellationToken cancellation);
}

/// <summary>All that are given must hold.</summary>
public sealed record InstanceFilter(InstanceStatus? Status = null, WorkflowName? Workflow = null, string? Version = null, KeyValuePair<string, string>? Label = null);

/// <param name="Items">Rows with their labels.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record InstancePage(ImmutableArray<InstanceRow> Items, string? Next);

public sealed record StoredCommit(long Pos, DateTimeOffset At, ReadOnlyMemory<byte> Facts);
