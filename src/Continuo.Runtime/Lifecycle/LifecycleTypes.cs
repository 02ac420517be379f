using System.Collections.Frozen;
using Continuo.Engine.Lifecycle;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Lifecycle;

/// <summary>The names that the standard gives lifecycle events.</summary>
internal static class LifecycleTypes
{
    private const string Version = ".v1";

    public static FrozenSet<string> All { get; } = new[]
    {
        Of(true, LifecycleKind.Started), Of(true, LifecycleKind.Suspended), Of(true, LifecycleKind.Resumed), Of(true, LifecycleKind.CorrelationStarted),
        Of(true, LifecycleKind.CorrelationCompleted), Of(true, LifecycleKind.Cancelled), Of(true, LifecycleKind.Faulted), Of(true, LifecycleKind.Completed),
        Of(true, LifecycleKind.StatusChanged), Of(false, LifecycleKind.Created), Of(false, LifecycleKind.Started), Of(false, LifecycleKind.Suspended),
        Of(false, LifecycleKind.Resumed), Of(false, LifecycleKind.Retried), Of(false, LifecycleKind.Cancelled), Of(false, LifecycleKind.Faulted),
        Of(false, LifecycleKind.Completed), Of(false, LifecycleKind.StatusChanged),
    }.ToFrozenSet(StringComparer.Ordinal);

    public static string Of(bool isWorkflow, LifecycleKind kind) => $"{EventFilter.LifecyclePrefix}{(isWorkflow ? "workflow" : "task")}.{Word(kind)}{Version}";

    public static string InFull(string type) => type.StartsWith(EventFilter.LifecyclePrefix, StringComparison.Ordinal) ? type : $"{EventFilter.LifecyclePrefix}{type}{Version}";

    public static string InShort(string type) => All.Contains(type) ? type[EventFilter.LifecyclePrefix.Length..^Version.Length] : type;

    /// <summary>The member of the data that says when.</summary>
    public static string TimeOf(LifecycleKind kind) => kind switch
    {
        LifecycleKind.Created => "createdAt",
        LifecycleKind.Started or LifecycleKind.CorrelationStarted => "startedAt",
        LifecycleKind.Suspended => "suspendedAt",
        LifecycleKind.Resumed => "resumedAt",
        LifecycleKind.Retried => "retriedAt",
        LifecycleKind.CorrelationCompleted or LifecycleKind.Completed => "completedAt",
        LifecycleKind.Cancelled => "cancelledAt",
        LifecycleKind.Faulted => "faultedAt",
        LifecycleKind.StatusChanged => "updatedAt",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Word(LifecycleKind kind) => kind switch
    {
        LifecycleKind.CorrelationStarted => "correlation-started",
        LifecycleKind.CorrelationCompleted => "correlation-completed",
        LifecycleKind.StatusChanged => "status-changed",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
