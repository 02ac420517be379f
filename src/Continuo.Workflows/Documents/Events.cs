using System.Collections.Immutable;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Schemas;

namespace Continuo.Workflows.Documents;

public enum EventRead
{
    Data,
    Envelope,
    Raw,
}

/// <summary>Which events are consumed and when that is enough.</summary>
public abstract record EventStrategy
{
    private EventStrategy()
    {
    }

    public abstract ImmutableArray<EventFilter> Filters { get; }

    public sealed record One(EventFilter Filter) : EventStrategy
    {
        public override ImmutableArray<EventFilter> Filters => [Filter];
    }

    public sealed record All(ImmutableArray<EventFilter> Each) : EventStrategy
    {
        public override ImmutableArray<EventFilter> Filters => Each;
    }

    /// <summary>No filter at all means any event. Without an end it completes on the first match.</summary>
    public sealed record Any(ImmutableArray<EventFilter> Of, RuntimeExpression? Until, EventStrategy? UntilEvents) : EventStrategy
    {
        public override ImmutableArray<EventFilter> Filters => Of;
    }
}

/// <summary>Attributes that an event must have, and what ties it to the listener.</summary>
/// <param name="With">Attribute name to pattern: a literal, or an expression over the attribute's value.</param>
/// <param name="Correlate">Correlations by name.</param>
public sealed record EventFilter(ImmutableArray<KeyValuePair<string, ValueTemplate>> With, ImmutableArray<Correlation> Correlate)
{
    /// <summary>What the types of lifecycle events begin with.</summary>
    public const string LifecyclePrefix = "io.serverlessworkflow.";

    /// <summary>Whether it asks for lifecycle events, by a type or a pattern that begins as theirs do. No other filter meets one.</summary>
    public bool AsksForLifecycle { get; } = With.Any(attribute => attribute.Key == "type" && BeginsAsLifecycle(attribute.Value));

    private static bool BeginsAsLifecycle(ValueTemplate template)
    {
        var text = template switch
        {
            ValueTemplate.Literal literal => literal.Value.AsString,
            ValueTemplate.Loose loose => loose.Text.AsString,
            _ => null,
        };
        return text is not null && text.TrimStart('^').Replace("\\", "", StringComparison.Ordinal).StartsWith(LifecyclePrefix, StringComparison.Ordinal);
    }
}

/// <summary>One correlation: <paramref name="From"/> reads the event; <paramref name="Expect"/> is evaluated on the task's input, null learns from the first event.</summary>
public sealed record Correlation(string Name, RuntimeExpression From, ValueTemplate? Expect);

/// <summary>What is done with each consumed event, one after the other.</summary>
public sealed record EventIterator(string Item, string At, ListNode? Do, ValueTemplate? OutputAs, ValueTemplate? ExportAs)
{
    /// <summary>What each output must match.</summary>
    public JsonSchema? OutputSchema { get; init; }

    /// <summary>What the context must match that <see cref="ExportAs"/> gives.</summary>
    public JsonSchema? ExportSchema { get; init; }
}

public enum ListenSinceKind
{
    /// <summary>Events since the instance's start (or its previous consumption).</summary>
    Start,

    /// <summary>Only events after the listen task began.</summary>
    Listen,

    /// <summary>Events of the last <see cref="ListenSince.Ago"/>.</summary>
    Ago,
}

/// <summary><c>metadata.continuo.since</c>.</summary>
public readonly record struct ListenSince(ListenSinceKind Kind, TimeSpan Ago)
{
    public static ListenSince Start => default;
}
