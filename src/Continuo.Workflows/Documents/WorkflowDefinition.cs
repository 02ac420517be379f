using System.Collections.Immutable;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;

namespace Continuo.Workflows.Documents;

/// <summary>A parsed, checked and compiled workflow. Immutable and thread-safe.</summary>
public sealed class WorkflowDefinition
{
    public required WorkflowName Name { get; init; }

    /// <summary>The semantic version of the workflow itself.</summary>
    public required string Version { get; init; }

    public required DefinitionHash Hash { get; init; }

    /// <summary>The text as it was given, kept for positions.</summary>
    public required string Source { get; init; }

    /// <summary>The documents elsewhere that it needs, as they were when it was deployed, by the order of their keys. Its hash covers them.</summary>
    public ImmutableArray<ExternalDocument> Documents { get; init; } = [];

    /// <summary>The document as data: what <c>$workflow.definition</c> shows.</summary>
    public required JsonValue Document { get; init; }

    /// <summary>Every list and task; a node's place here is how facts name it.</summary>
    public required ImmutableArray<Node> Nodes { get; init; }

    /// <summary>The top-level <c>do</c>.</summary>
    public required ListNode Root { get; init; }

    /// <summary>What the raw input must match.</summary>
    public JsonSchema? InputSchema { get; init; }

    public ValueTemplate? InputFrom { get; init; }

    public ValueTemplate? OutputAs { get; init; }

    /// <summary>What the transformed output must match.</summary>
    public JsonSchema? OutputSchema { get; init; }

    public DurationTemplate? Timeout { get; init; }

    /// <summary>The names in <c>use.secrets</c>: only these are visible to expressions.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    public WorkflowSchedule? Schedule { get; init; }

    /// <summary>Parts of the language in this document that this version does not execute. A start is refused when one <see cref="UnsupportedFeature.BlocksStart"/>.</summary>
    public ImmutableArray<UnsupportedFeature> Unsupported { get; init; } = [];

    public JsonValue Metadata { get; init; }

    /// <summary><c>metadata.continuo.index</c>: values that lists of instances can be asked for.</summary>
    public ImmutableArray<IndexedField> Index { get; init; } = [];

    /// <summary>Whether one of its tasks listens for lifecycle events.</summary>
    public bool AsksForLifecycle => Nodes.OfType<ListenTask>().Any(listen =>
        listen.To.Filters.Any(filter => filter.AsksForLifecycle) || (listen.To is EventStrategy.Any { UntilEvents: { } until } && until.Filters.Any(filter => filter.AsksForLifecycle)));
}

/// <summary>What starts instances by itself.</summary>
/// <param name="On">The events that start one, if any.</param>
/// <param name="Read">What of the events becomes the input.</param>
/// <param name="TimeZone">The zone of <c>cron</c>, from <c>metadata.continuo.timeZone</c>; null for UTC.</param>
public sealed record WorkflowSchedule(EventStrategy? On, EventRead Read, string? TimeZone = null);

/// <summary>A keyword of the language that this version knows and does not execute.</summary>
/// <param name="Code">The stable diagnostic code.</param>
/// <param name="Feature">The feature by its name in the language, such as <c>call: grpc</c>.</param>
/// <param name="Pointer">JSON pointer into the document.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="BlocksStart">Whether an instance would not do what the document says.</param>
public sealed record UnsupportedFeature(string Code, string Feature, string Pointer, TextPosition Position, bool BlocksStart);
