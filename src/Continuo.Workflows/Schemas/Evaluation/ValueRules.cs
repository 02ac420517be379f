using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas.Evaluation;

[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
}

internal sealed class TypeRule(string location, JsonTypes types, IReadOnlyCollection<string> names) : PlainRule(location)
{
    protected override bool Keeps(SchemaRun run, JsonValue value) => value.Kind switch
    {
        JsonKind.Null => Has(JsonTypes.Null),
        JsonKind.False or JsonKind.True => Has(JsonTypes.Boolean),
        JsonKind.Number => Has(JsonTypes.Number) || (Has(JsonTypes.Integer) && ExactNumber.IsInteger(value)),
        JsonKind.Array => Has(JsonTypes.Array),
        JsonKind.Object => Has(JsonTypes.Object),

        // A secret is carried by name: what it holds is not known here, but it is used as text.
        _ => Has(JsonTypes.String),
    };

    protected override string Explain(JsonValue value) => $"must be of type {SchemaText.List(names, "or")}, found {SchemaText.Describe(value)}";

    private bool Has(JsonTypes type) => (types & type) != 0;
}

internal sealed class EnumRule(string location, ImmutableArray<JsonValue> values) : PlainRule(location)
{
    private readonly HashSet<string>? _texts = values.All(value => value.IsString) ? [.. values.Select(value => value.String)] : null;

    protected override bool Keeps(SchemaRun run, JsonValue value)
    {
        if (value.IsSymbolic)
        {
            return true;
        }

        if (_texts is not null)
        {
            return value.AsString is { } text && _texts.Contains(text);
        }

        foreach (var allowed in values)
        {
            if (run.AreEqual(allowed, value))
            {
                return true;
            }
        }

        return false;
    }

    protected override string Explain(JsonValue value) =>
        values.Length == 0
            ? "must be one of no values"
            : $"must be {(values.Length == 1 ? "" : "one of ")}{SchemaText.List([.. values.Select(SchemaText.Cut)], "or")}, found {SchemaText.Describe(value)}";
}

internal enum Bound
{
    Minimum,
    Maximum,
    ExclusiveMinimum,
    ExclusiveMaximum,
}

internal sealed class BoundRule(string location, Bound bound, JsonValue limit) : PlainRule(location)
{
    protected override bool Keeps(SchemaRun run, JsonValue value)
    {
        if (!value.IsNumber)
        {
            return true;
        }

        var order = ExactNumber.Compare(value, limit);
        return bound switch
        {
            Bound.Minimum => order >= 0,
            Bound.Maximum => order <= 0,
            Bound.ExclusiveMinimum => order > 0,
            _ => order < 0,
        };
    }

    protected override string Explain(JsonValue value)
    {
        var words = bound switch
        {
            Bound.Minimum => "at least",
            Bound.Maximum => "at most",
            Bound.ExclusiveMinimum => "more than",
            _ => "less than",
        };
        return $"must be {words} {limit}, found {SchemaText.Cut(value)}";
    }
}

internal sealed class MultipleRule(string location, JsonValue divisor) : PlainRule(location)
{
    protected override bool Keeps(SchemaRun run, JsonValue value) => !value.IsNumber || ExactNumber.IsMultiple(value, divisor);

    protected override string Explain(JsonValue value) => $"must be a multiple of {divisor}, found {SchemaText.Cut(value)}";
}
