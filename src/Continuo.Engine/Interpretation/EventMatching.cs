using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Whether an event meets a filter and its correlations.</summary>
internal static class EventMatching
{
    private static readonly SearchValues<char> s_metacharacters = SearchValues.Create("*+?[](){}|^$\\");
    private static readonly ConditionalWeakTable<ValueTemplate, Regex> s_patterns = [];

    /// <summary>The key under which events that may meet the filter are found: their type where it is fixed.</summary>
    public static EventKey KeyOf(EventFilter filter) => TypeOf(filter) is { } type ? EventKey.OfType(type) : EventKey.Any;

    /// <summary>The type that an event must have, where it is fixed.</summary>
    public static string? TypeOf(EventFilter filter)
    {
        foreach (var (name, template) in filter.With)
        {
            if (name == "type" && template is ValueTemplate.Literal { Value: { IsString: true } type } && !IsPattern(type.String))
            {
                return type.String;
            }
        }

        return null;
    }

    /// <summary>The name under which a correlation's expectation is bound: shared by filters unless the filter gives its own.</summary>
    public static string BindingOf(Correlation correlation, bool isUntil, int filter) =>
        correlation.Expect is null ? correlation.Name : $"{(isUntil ? "until" : "to")}[{filter}].{correlation.Name}";

    /// <returns>Null for no match, else what the event teaches: correlations that were not bound yet.</returns>
    public static ImmutableArray<KeyValuePair<string, JsonValue>>? Match(Decision d, Frame frame, EventFilter filter, bool isUntil, int index, JsonValue value)
    {
        try
        {
            foreach (var (name, template) in filter.With)
            {
                if (!Meets(d, frame, template, value[name]))
                {
                    return null;
                }
            }

            return Correlate(d, frame, filter, isUntil, index, value);
        }
        catch (TaskFault)
        {
            // The guide: an expression that fails on an event does not match it.
            return null;
        }
    }

    /// <summary>What of an event does not meet a filter, in words; null when it meets it.</summary>
    public static string? WhyNot(Decision d, Frame frame, EventFilter filter, bool isUntil, int index, JsonValue value)
    {
        try
        {
            foreach (var (name, template) in filter.With)
            {
                if (!Meets(d, frame, template, value[name]))
                {
                    return $"'{name}' is {Decision.Cut(value[name])}";
                }
            }

            foreach (var correlation in filter.Correlate)
            {
                var actual = d.Evaluate(correlation.From, value, d.BodyScope(frame), d.Definition.Nodes[frame.Node].Pointer);
                if (actual.IsNull)
                {
                    return $"correlation '{correlation.Name}' finds nothing in it ({correlation.From.Source})";
                }

                if (frame.Inbox!.Bound.TryGetValue(BindingOf(correlation, isUntil, index), out var expected) && expected != actual)
                {
                    return $"correlation '{correlation.Name}' is {Decision.Cut(actual)}, expected {Decision.Cut(expected)}";
                }
            }

            return null;
        }
        catch (TaskFault fault)
        {
            return $"an expression fails on it: {fault.Message}";
        }
    }

    private static ImmutableArray<KeyValuePair<string, JsonValue>>? Correlate(Decision d, Frame frame, EventFilter filter, bool isUntil, int index, JsonValue value)
    {
        var learned = ImmutableArray<KeyValuePair<string, JsonValue>>.Empty;
        foreach (var correlation in filter.Correlate)
        {
            var actual = d.Evaluate(correlation.From, value, d.BodyScope(frame), d.Definition.Nodes[frame.Node].Pointer);
            if (actual.IsNull)
            {
                return null;
            }

            var binding = BindingOf(correlation, isUntil, index);
            if (!frame.Inbox!.Bound.TryGetValue(binding, out var expected))
            {
                learned = learned.Add(new(binding, actual));
            }
            else if (expected != actual)
            {
                return null;
            }
        }

        return learned;
    }

    private static bool Meets(Decision d, Frame frame, ValueTemplate template, JsonValue value)
    {
        switch (template)
        {
            case ValueTemplate.Literal { Value: { IsString: true } text }:
                return value.AsString is { } actual && (actual == text.String || (IsPattern(text.String) && PatternOf(template, text.String).IsMatch(actual)));
            case ValueTemplate.Literal literal:
                return Covers(literal.Value, value);
            case ValueTemplate.Computed computed:
                var result = d.Evaluate(computed.Expression, value, d.BodyScope(frame), d.Definition.Nodes[frame.Node].Pointer);
                return result.Kind is JsonKind.True or JsonKind.False ? result.IsTruthy : result == value;
            case ValueTemplate.Loose loose:
                // A type such as com.example.a compiles and fails; then it is the text that it looks like.
                var tried = d.Evaluate(loose, value, d.BodyScope(frame), d.Definition.Nodes[frame.Node].Pointer);
                return tried == loose.Text ? Meets(d, frame, new ValueTemplate.Literal(loose.Text), value)
                    : tried.Kind is JsonKind.True or JsonKind.False ? tried.IsTruthy : tried == value;
            case ValueTemplate.Members members:
                return value.IsObject && members.Of.All(member => Meets(d, frame, member.Value, value[member.Key]));
            case ValueTemplate.Items items:
                return value.AsArray is { } array && array.Count == items.Of.Length && items.Of.Select((item, i) => Meets(d, frame, item, array[i])).All(met => met);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Whether an event's data has at least what the pattern has.</summary>
    private static bool Covers(JsonValue pattern, JsonValue value)
    {
        if (pattern.AsObject is not { } members)
        {
            return pattern == value;
        }

        return value.AsObject is { } actual && members.All(member => actual.TryGet(member.Key, out var found) && Covers(member.Value, found));
    }

    /// <summary>A dot alone does not make a pattern: types are full of them.</summary>
    private static bool IsPattern(string text) => text.AsSpan().ContainsAny(s_metacharacters);

    private static Regex PatternOf(ValueTemplate template, string text) => s_patterns.GetValue(template, _ =>
    {
        try
        {
            return new Regex($"^(?:{text})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            return new Regex("(?!)");
        }
    });
}
