using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Which events are consumed: strategies, filters, correlations.</summary>
internal sealed class EventReader(LoadContext context, ExpressionReader expressions)
{
    public EventStrategy? ReadStrategy(SourceNode? node, string what, Scope scope, Stage stage, bool isUntil = false)
    {
        if (node is null || Fields.Of(context, node, what) is not { } fields)
        {
            return null;
        }

        var kind = fields.OneOf("one", "all", "any");
        var until = fields.Optional("until");
        fields.Close(key => key is "with" or "correlate" ? "A filter stands under one, all or any." : null);
        if (until is not null && (isUntil || kind != "any"))
        {
            var message = isUntil ? "An 'until' cannot have an 'until' of its own." : "'until' goes with 'any' only.";
            context.Diagnostics.Add(DiagnosticCodes.Exclusive, until, message, "Remove it.");
            return null;
        }

        switch (kind)
        {
            case "one":
                return ReadFilter(fields.Map["one"]!, "'one'", scope, stage) is { } filter ? new EventStrategy.One(filter) : null;
            case "all":
                var all = fields.List("all");
                if (all is { Items.Count: 0 })
                {
                    context.Diagnostics.Add(DiagnosticCodes.MissingProperty, all, "'all' names no event.", "Name at least one; 'any: []' is any event at all.");
                }

                return new EventStrategy.All(ReadFilters(all, scope, stage));
            case "any":
                var filters = ReadFilters(fields.List("any"), scope, stage);
                return until is SourceMap
                    ? new EventStrategy.Any(filters, null, ReadStrategy(until, "'until'", scope, stage, isUntil: true))
                    : new EventStrategy.Any(filters, expressions.Read(until, "'until'", scope, stage), null);
            default:
                return null;
        }
    }

    /// <summary>What is written out is seen here; what an expression gives, when it is there.</summary>
    public static void CheckAttributes(LoadContext context, SourceMap attributes, ValueTemplate template)
    {
        foreach (var member in attributes.Members)
        {
            if (!EventForm.IsName(member.Key))
            {
                context.Diagnostics.Add(DiagnosticCodes.BadValue, member.Value, $"An event can have no attribute '{member.Key}'.", "CloudEvents allows lower-case letters and digits in their names; anything else belongs under 'data'.");
            }
            else if (Written(template, member.Key) is { IsString: true } text && EventForm.Wanted(member.Key, text) is { } wanted)
            {
                context.Diagnostics.Add(DiagnosticCodes.BadValue, member.Value, $"'{member.Key}' must be {wanted}.", "Or an expression in ${ } that gives one.");
            }
        }
    }

    private static JsonValue Written(ValueTemplate template, string name) => template switch
    {
        ValueTemplate.Literal whole => whole.Value[name],
        ValueTemplate.Members members => members.Of.FirstOrDefault(member => member.Key == name).Value is ValueTemplate.Literal one ? one.Value : default,
        _ => default,
    };

    public static EventRead ReadMode(Fields fields) => fields.Choice("read", "data", "envelope", "raw") switch
    {
        "envelope" => EventRead.Envelope,
        "raw" => EventRead.Raw,
        _ => EventRead.Data,
    };

    private ImmutableArray<EventFilter> ReadFilters(SourceList? list, Scope scope, Stage stage) =>
        list is null ? [] : [.. list.Items.Select(item => ReadFilter(item, "an event filter", scope, stage)).OfType<EventFilter>()];

    private EventFilter? ReadFilter(SourceNode node, string what, Scope scope, Stage stage)
    {
        if (Fields.Of(context, node, what) is not { } fields)
        {
            return null;
        }

        var with = ImmutableArray.CreateBuilder<KeyValuePair<string, ValueTemplate>>();
        if (fields.Object("with", required: true) is { } attributes)
        {
            foreach (var member in attributes.Map.Members)
            {
                with.Add(KeyValuePair.Create(member.Key, expressions.Template(member.Value, scope, stage)));
            }

            if (with.Count == 0)
            {
                context.Diagnostics.Add(DiagnosticCodes.MissingProperty, attributes.Map, "'with' names no attribute of an event.", "Name at least one, mostly 'type'.");
            }
        }

        var correlations = ImmutableArray.CreateBuilder<Correlation>();
        if (fields.Object("correlate") is { } correlate)
        {
            foreach (var member in correlate.Map.Members)
            {
                if (ReadCorrelation(member, scope, stage) is { } correlation)
                {
                    correlations.Add(correlation);
                }
            }
        }

        fields.Close(key => key is "type" or "source" or "data" or "subject" or "id" ? "Attributes stand under 'with'." : null);
        return new EventFilter(with.ToImmutable(), correlations.ToImmutable());
    }

    private Correlation? ReadCorrelation(SourceMember member, Scope scope, Stage stage)
    {
        if (Fields.Of(context, member.Value, $"the correlation '{member.Key}'") is not { } fields)
        {
            return null;
        }

        var from = expressions.Read(fields.Required("from"), "'from'", scope, stage);
        var expect = fields.Optional("expect");
        fields.Close();
        return from is null ? null : new Correlation(member.Key, from, expect is null ? null : ReadExpectation(expect, scope, stage));
    }

    /// <summary>A bare text that begins as an expression does is one; anything else is a constant (D22).</summary>
    private ValueTemplate? ReadExpectation(SourceNode node, Scope scope, Stage stage)
    {
        if (node is not SourceScalar)
        {
            Fields.WrongType(context, node, "'expect'", "a text or an expression");
            return null;
        }

        return node.Json.AsString?.TrimStart() is ['.' or '$', ..]
            ? expressions.Shape(node, "'expect'", scope, stage)
            : new ValueTemplate.Literal(node.Json);
    }
}
