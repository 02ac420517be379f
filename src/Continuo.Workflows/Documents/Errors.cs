using System.Collections.Immutable;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents;

/// <summary>The error that a raise task raises; any but the status may be computed.</summary>
public sealed record ErrorTemplate(ValueTemplate Type, int Status, ValueTemplate? Title, ValueTemplate? Detail, ValueTemplate? Instance)
{
    /// <summary>Whether a text can be the instance of an error: a JSON Pointer.</summary>
    public static bool IsInstance(string? text) => text is not null && (text.Length == 0 || text[0] == '/');
}

public sealed record CatchClause
{
    /// <summary>Members that an error must have, by their canonical names (type, status, title, detail, instance); empty catches all.</summary>
    public ImmutableArray<KeyValuePair<string, ValueTemplate>> With { get; init; } = [];

    /// <summary>The variable that holds the error.</summary>
    public required string As { get; init; }

    public RuntimeExpression? When { get; init; }

    public RuntimeExpression? ExceptWhen { get; init; }

    public RetryPolicy? Retry { get; init; }

    public ListNode? Do { get; init; }

    /// <summary>Replaces the task's own <c>then</c> on the error path.</summary>
    public FlowTarget? Then { get; init; }
}

public enum Backoff
{
    Constant,
    Linear,
    Exponential,
}

public sealed record RetryPolicy
{
    public RuntimeExpression? When { get; init; }

    public RuntimeExpression? ExceptWhen { get; init; }

    public DurationTemplate? Delay { get; init; }

    public Backoff Backoff { get; init; }

    /// <summary>Retries after the first run; null is without limit.</summary>
    public int? Count { get; init; }

    /// <summary>Bounds one attempt.</summary>
    public DurationTemplate? AttemptDuration { get; init; }

    /// <summary>No attempt starts later than this after the first one began.</summary>
    public DurationTemplate? Duration { get; init; }

    public DurationTemplate? JitterFrom { get; init; }

    public DurationTemplate? JitterTo { get; init; }
}
