using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Lifecycle;

/// <summary>One thing that a commit says about the life of an instance or of one of its tasks.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Task">The task's pointer; null when it is about the workflow.</param>
public sealed record LifecycleChange(LifecycleKind Kind, DateTimeOffset At, string? Task)
{
    /// <summary>The iterations around the task, outermost first, such as <c>2.0</c>.</summary>
    public string Iteration { get; init; } = "";

    /// <summary>Of a changed status.</summary>
    public string? Status { get; init; }

    /// <summary>Of a fault.</summary>
    public WorkflowError? Error { get; init; }

    /// <summary>Of a completed correlation: what events were tied by.</summary>
    public JsonObject? Keys { get; init; }
}
