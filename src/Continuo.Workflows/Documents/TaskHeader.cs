using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents;

/// <summary>What is common to all tasks, read before the kind's own part is known to fit.</summary>
internal sealed record TaskHeader
{
    public required int Index { get; init; }

    public required string Pointer { get; init; }

    public required TextPosition Position { get; init; }

    public required string Name { get; init; }

    public required ListNode List { get; init; }

    public required int Ordinal { get; init; }

    public required JsonValue Definition { get; init; }

    public RuntimeExpression? If { get; init; }

    public DataShape Input { get; init; }

    public DataShape Output { get; init; }

    public DataShape Export { get; init; }

    public DurationTemplate? Timeout { get; init; }

    public FlowTarget Then { get; init; }

    public ListNode? Compensate { get; init; }

    public bool Once { get; init; }

    public ValueTemplate? IdempotencyKey { get; init; }

    /// <summary><c>metadata.continuo.engine</c>: what runs a script in JavaScript.</summary>
    public string? Engine { get; init; }

    public ListenSince Since { get; init; }

    /// <summary><c>metadata.continuo.place</c>: whether the envelopes that are read tell their place in the event log.</summary>
    public bool Place { get; init; }
}
