using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Formats;
using Continuo.Workflows.Schemas.Patterns;

namespace Continuo.Workflows.Schemas.Evaluation;

/// <summary>The size of a text, an array or an object.</summary>
internal enum Measure
{
    Characters,
    Items,
    Members,
}

internal sealed class SizeRule(string location, Measure measure, double limit, bool isLeast) : PlainRule(location)
{
    protected override bool Keeps(SchemaRun run, JsonValue value)
    {
        var size = Size(value);
        return size is null || (isLeast ? size >= limit : size <= limit);
    }

    protected override string Explain(JsonValue value)
    {
        var unit = measure switch { Measure.Characters => "character", Measure.Items => "item", _ => "member" };
        var found = SchemaText.Count(Size(value)!.Value, unit);
        return $"must have {(isLeast ? "at least" : "at most")} {limit} {unit}{(limit == 1 ? "" : "s")}, has {found}{(value.IsString ? $": {SchemaText.Cut(value)}" : "")}";
    }

    private int? Size(JsonValue value) => measure switch
    {
        Measure.Characters => value.AsString is { } text ? JqText.CodePoints(text) : null,
        Measure.Items => value.AsArray?.Count,
        _ => value.AsObject?.Count,
    };
}

internal sealed class PatternRule(string location, SchemaPattern pattern) : Rule(location)
{
    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        if (value.AsString is not { } text || pattern.IsMatch(run, text))
        {
            return true;
        }

        return run.IsCollecting && run.Report(Location, $"must match the pattern {pattern.Source}, found {SchemaText.Describe(value)}");
    }
}

internal sealed class FormatRule(string location, string name, FormatCheck check) : PlainRule(location)
{
    protected override bool Keeps(SchemaRun run, JsonValue value) => value.AsString is not { } text || check(text);

    protected override string Explain(JsonValue value) => $"must have the format {name}, found {SchemaText.Describe(value)}";
}
