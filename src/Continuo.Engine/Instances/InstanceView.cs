using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>An instance as people and programs see it, taken at one moment.</summary>
public sealed record InstanceView
{
    public required InstanceId Id { get; init; }

    public required WorkflowName Workflow { get; init; }

    public required string Version { get; init; }

    public required DefinitionHash Hash { get; init; }

    public required InstanceStatus Status { get; init; }

    public required CompensationStatus Compensation { get; init; }

    public required JsonValue Input { get; init; }

    public required JsonValue Output { get; init; }

    public WorkflowError? Error { get; init; }

    /// <summary>Why it is stuck, or what an operator must finish by hand.</summary>
    public string? Incident { get; init; }

    public required ImmutableArray<KeyValuePair<string, string>> Labels { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The definition before its last migration; null when there is none to go back to.</summary>
    public DefinitionHash? MigratedFrom { get; init; }

    /// <summary>The tasks that it is in now; of a faulted one, those that it stopped in.</summary>
    public required ImmutableArray<TaskView> Tasks { get; init; }
}

/// <param name="Pointer">The task's JSON pointer.</param>
/// <param name="Iteration">The iterations around it, outermost first, such as <c>2.0</c>; empty outside loops.</param>
/// <param name="Status">running, waiting, retrying, compensating or faulted.</param>
/// <param name="Attempt">The attempt of the nearest try, from one.</param>
/// <param name="Since">When it was entered.</param>
public sealed record TaskView(string Pointer, string Iteration, string Status, int Attempt, DateTimeOffset Since);
