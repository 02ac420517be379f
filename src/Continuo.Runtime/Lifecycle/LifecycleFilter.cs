using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Lifecycle;

/// <summary>Which lifecycle events are wanted. All that are given must hold.</summary>
/// <param name="Workflow">Of instances of this workflow.</param>
/// <param name="Instance">Of this instance.</param>
/// <param name="Types">Of one of these types, in full or as <c>workflow.completed</c>; none means all.</param>
/// <param name="Version">Of this version of the workflow.</param>
public sealed record LifecycleFilter(WorkflowName? Workflow = null, InstanceId? Instance = null, ImmutableArray<string> Types = default, string? Version = null)
{
    public static LifecycleFilter All { get; } = new();

    /// <summary>Whether a text names a type that there is.</summary>
    public static bool IsType(string text) => LifecycleTypes.All.Contains(LifecycleTypes.InFull(text));

    /// <summary>The types that there are, in full.</summary>
    public static IEnumerable<string> KnownTypes => LifecycleTypes.All.Order(StringComparer.Ordinal);

    /// <summary>A type as people write it: <c>workflow.completed</c>.</summary>
    public static string InShort(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return LifecycleTypes.InShort(type);
    }

    public bool Matches(LifecycleEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return (Workflow is null || happened.Workflow == Workflow)
            && (Version is null || happened.Version == Version)
            && (Instance is null || happened.Instance == Instance)
            && (Types.IsDefaultOrEmpty || Types.Any(type => LifecycleTypes.InFull(type) == happened.Type));
    }
}
