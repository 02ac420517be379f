using System.Collections.Immutable;

namespace Continuo.Client;

/// <summary>Which lifecycle events to watch; all that are given must hold.</summary>
public sealed record LifecycleQuery
{
    /// <summary><c>namespace/name</c> or <c>namespace/name@version</c>.</summary>
    public string? Workflow { get; init; }

    /// <summary>An instance's id.</summary>
    public string? Instance { get; init; }

    /// <summary>Such as <c>workflow.completed</c>, or in full; none means all.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>Where to go on: the id of a message, or <c>0</c> for the oldest that is kept. Null begins now.</summary>
    public string? After { get; init; }
}
