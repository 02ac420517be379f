using System.Collections.Frozen;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Evaluation;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>The keywords that hold schemas, and how.</summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> s_one = FrozenSet.Create(
        StringComparer.Ordinal,
        "additionalProperties", "propertyNames", "items", "contains", "if", "then", "else", "not", "unevaluatedItems", "unevaluatedProperties", "contentSchema", "additionalItems");

    private static readonly FrozenSet<string> s_lists = FrozenSet.Create(StringComparer.Ordinal, "allOf", "anyOf", "oneOf", "prefixItems");

    private static readonly FrozenSet<string> s_maps = FrozenSet.Create(
        StringComparer.Ordinal, "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "dependencies");

    /// <summary>The schemas right below one, with their pointers.</summary>
    public static IEnumerable<(string Pointer, JsonValue Value)> Below(string pointer, JsonObject schema)
    {
        foreach (var (keyword, value) in schema)
        {
            var at = $"{pointer}/{SchemaText.Token(keyword)}";
            if (value.AsArray is { } items && (s_lists.Contains(keyword) || keyword == "items"))
            {
                for (var i = 0; i < items.Count; i++)
                {
                    yield return ($"{at}/{i}", items[i]);
                }
            }
            else if (s_one.Contains(keyword))
            {
                yield return (at, value);
            }
            else if (value.AsObject is { } members && s_maps.Contains(keyword))
            {
                // Under the older 'dependencies' a list of names is no schema.
                foreach (var (name, member) in members.Where(m => keyword != "dependencies" || !m.Value.IsArray))
                {
                    yield return ($"{at}/{SchemaText.Token(name)}", member);
                }
            }
        }
    }
}
