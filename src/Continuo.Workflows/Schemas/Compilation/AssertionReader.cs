using System.Collections.Frozen;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Evaluation;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>Reads the keywords of the validation vocabulary: those about the value itself.</summary>
internal sealed class AssertionReader(SchemaFields fields, List<Rule> rules)
{
    private static readonly FrozenDictionary<string, JsonTypes> s_types = new Dictionary<string, JsonTypes>
    {
        ["null"] = JsonTypes.Null,
        ["boolean"] = JsonTypes.Boolean,
        ["integer"] = JsonTypes.Integer,
        ["number"] = JsonTypes.Number,
        ["string"] = JsonTypes.String,
        ["array"] = JsonTypes.Array,
        ["object"] = JsonTypes.Object,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public void Read()
    {
        ReadType();
        ReadValues();
        ReadBound("minimum", Bound.Minimum);
        ReadBound("maximum", Bound.Maximum);
        ReadBound("exclusiveMinimum", Bound.ExclusiveMinimum);
        ReadBound("exclusiveMaximum", Bound.ExclusiveMaximum);
        ReadMultiple();
        ReadSize("minLength", Measure.Characters, isLeast: true);
        ReadSize("maxLength", Measure.Characters, isLeast: false);
        ReadSize("minItems", Measure.Items, isLeast: true);
        ReadSize("maxItems", Measure.Items, isLeast: false);
        ReadSize("minProperties", Measure.Members, isLeast: true);
        ReadSize("maxProperties", Measure.Members, isLeast: false);
        if (fields.Text("pattern") is { } source && fields.Pattern(fields.Location("pattern"), source) is { } pattern)
        {
            rules.Add(new PatternRule(fields.Location("pattern"), pattern));
        }

        ReadRequired();
        if (fields.TryGet("uniqueItems", out var unique))
        {
            if (unique.Kind == JsonKind.True)
            {
                rules.Add(new UniqueRule(fields.Location("uniqueItems")));
            }
            else if (unique.Kind != JsonKind.False)
            {
                fields.Wrong("uniqueItems", "true or false", unique);
            }
        }
    }

    private void ReadType()
    {
        if (!fields.TryGet("type", out var value))
        {
            return;
        }

        string[] names = value.AsString is { } one ? [one] : value.AsArray is { Count: > 0 } many ? [.. many.Select(item => item.AsString ?? "")] : [""];
        if (names.All(s_types.ContainsKey))
        {
            rules.Add(new TypeRule(fields.Location("type"), names.Aggregate(JsonTypes.None, (all, name) => all | s_types[name]), names));
        }
        else
        {
            fields.Wrong("type", "null, boolean, integer, number, string, array or object, or a list of these", value);
        }
    }

    private void ReadValues()
    {
        if (fields.TryGet("enum", out var values))
        {
            if (values.AsArray is { } items)
            {
                rules.Add(new EnumRule(fields.Location("enum"), [.. items]));
            }
            else
            {
                fields.Wrong("enum", "a list of values", values);
            }
        }

        if (fields.TryGet("const", out var constant))
        {
            rules.Add(new EnumRule(fields.Location("const"), [constant]));
        }
    }

    private void ReadBound(string keyword, Bound bound)
    {
        if (fields.Number(keyword) is { } limit)
        {
            rules.Add(new BoundRule(fields.Location(keyword), bound, limit));
        }
    }

    private void ReadMultiple()
    {
        if (fields.Number("multipleOf") is not { } divisor)
        {
            return;
        }

        if (divisor.Number > 0)
        {
            rules.Add(new MultipleRule(fields.Location("multipleOf"), divisor));
        }
        else
        {
            fields.Wrong("multipleOf", "a number above 0", divisor);
        }
    }

    private void ReadSize(string keyword, Measure measure, bool isLeast)
    {
        if (fields.Size(keyword) is { } limit)
        {
            rules.Add(new SizeRule(fields.Location(keyword), measure, limit, isLeast));
        }
    }

    private void ReadRequired()
    {
        if (fields.Names("required") is { Length: > 0 } names)
        {
            rules.Add(new RequiredRule(fields.Location("required"), names));
        }

        foreach (var (name, value) in fields.Members("dependentRequired"))
        {
            var path = $"dependentRequired/{SchemaText.Token(name)}";
            if (fields.Names(path, value) is { } needed)
            {
                rules.Add(new RequiredRule(fields.Location(path), needed, name));
            }
        }
    }
}
