namespace Continuo.Engine.Lifecycle;

/// <summary>What the standard tells of a workflow or of a task.</summary>
public enum LifecycleKind
{
    Created,
    Started,
    Suspended,
    Resumed,
    Retried,
    CorrelationStarted,
    CorrelationCompleted,
    Cancelled,
    Faulted,
    Completed,
    StatusChanged,
}
