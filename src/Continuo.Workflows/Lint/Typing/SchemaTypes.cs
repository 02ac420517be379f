using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Lint.Typing;

/// <summary>The type of what a JSON Schema allows, as far as it is plain: what combines schemas says nothing here.</summary>
/// <param name="root">The whole schema, for references within it.</param>
internal sealed class SchemaTypes(JsonValue root)
{
    private const int Deepest = 12;
    private const int Most = 2_000;

    private static readonly string[] s_combining = ["allOf", "anyOf", "oneOf", "if", "$dynamicRef", "dependentSchemas"];

    private int _read;

    public static DataType Of(JsonValue schema) => new SchemaTypes(schema).Read(schema, 0);

    private DataType Read(JsonValue schema, int depth)
    {
        if (schema.AsObject is not { } rules || depth > Deepest || ++_read > Most)
        {
            return DataType.Any;
        }

        if (rules["$ref"].AsString is { } reference)
        {
            return rules.Count == 1 || rules.Keys.ToArray().All(key => key is "$ref" or "description" or "title") ? Read(Find(reference), depth + 1) : DataType.Any;
        }

        var kinds = Kinds(rules);
        if (s_combining.Any(rules.ContainsKey))
        {
            return new DataType(kinds);
        }

        return new DataType(kinds)
        {
            Members = Members(rules, depth),
            IsClosed = (rules["additionalProperties"].Kind == JsonKind.False || rules["unevaluatedProperties"].Kind == JsonKind.False) && !rules.ContainsKey("patternProperties"),
            Item = rules.ContainsKey("prefixItems") ? DataType.Any : Read(rules["items"], depth + 1),
        };
    }

    private ImmutableDictionary<string, DataType> Members(JsonObject rules, int depth)
    {
        if (rules["properties"].AsObject is not { } properties)
        {
            return ImmutableDictionary<string, DataType>.Empty;
        }

        var required = rules["required"].AsArray?.Select(name => name.AsString).ToHashSet() ?? [];
        return properties.ToImmutableDictionary(
            property => property.Key,
            property => Read(property.Value, depth + 1) is var type && required.Contains(property.Key) ? type : type.OrNull());
    }

    private static DataKinds Kinds(JsonObject rules)
    {
        if (rules.ContainsKey("const"))
        {
            return DataType.Of(rules["const"]).Kinds;
        }

        if (rules["enum"].AsArray is { } values)
        {
            return values.Aggregate(DataKinds.None, (kinds, value) => kinds | DataType.Of(value).Kinds);
        }

        return rules["type"] switch
        {
            { Kind: JsonKind.String } one => Kind(one.String),
            { Kind: JsonKind.Array } several => several.Array.Aggregate(DataKinds.None, (kinds, name) => kinds | Kind(name.AsString)),
            _ => DataKinds.Any,
        };
    }

    private static DataKinds Kind(string? name) => name switch
    {
        "null" => DataKinds.Null,
        "boolean" => DataKinds.Boolean,
        "number" or "integer" => DataKinds.Number,
        "string" => DataKinds.Text,
        "array" => DataKinds.Array,
        "object" => DataKinds.Object,
        _ => DataKinds.Any,
    };

    private JsonValue Find(string reference)
    {
        if (!reference.StartsWith('#') || (reference.Length > 1 && reference[1] != '/'))
        {
            return default;
        }

        return reference.Split('/').Skip(1).Aggregate(root, (at, step) => at[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]);
    }
}
