using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Purging;

/// <summary>Which ended instances go; all that are given must hold.</summary>
/// <param name="Statuses">One of these; none given: any that is an end.</param>
/// <param name="Labels">Each of these.</param>
/// <param name="EndedThrough">Not later than this.</param>
public sealed record PurgeFilter(
    ImmutableArray<InstanceStatus> Statuses = default,
    WorkflowName? Workflow = null,
    string? Version = null,
    ImmutableArray<KeyValuePair<string, string>> Labels = default,
    DateTimeOffset? EndedThrough = null);
