using Continuo.Workflows.Documents.Grammar;
using Continuo.Workflows.Json;

namespace Continuo.Testing;

/// <summary>The options of the language, as its grammar has them: <c>task.fork.compete</c>, <c>retry.limit.attempt.count</c>.</summary>
public static class GrammarOptions
{
    private static readonly JsonValue s_grammar = WorkflowGrammar.Schema;

    /// <summary>Every option that a document can have.</summary>
    public static IReadOnlySet<string> All { get; } = Walk((schema, place, found) => schema.Members(place, found));

    /// <summary>Those that a document has.</summary>
    public static IReadOnlySet<string> Of(JsonValue document)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Meet(s_grammar, "workflow", document, found);
        return found;
    }

    private static HashSet<string> Walk(Action<JsonValue, string, HashSet<string>> members)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        members(s_grammar, "workflow", found);
        foreach (var (name, schema) in s_grammar["$defs"].Object)
        {
            members(schema, name, found);
        }

        return found;
    }

    private static void Members(this JsonValue schema, string place, HashSet<string> found)
    {
        foreach (var (name, member) in schema["properties"].AsObject ?? JsonObject.Empty)
        {
            found.Add($"{place}.{name}");
            member.Members($"{place}.{name}", found);
        }

        foreach (var inner in Inside(schema))
        {
            inner.Members(place, found);
        }
    }

    private static void Meet(JsonValue schema, string place, JsonValue value, HashSet<string> found)
    {
        if (schema["$ref"].AsString is { } reference)
        {
            var name = reference[(reference.LastIndexOf('/') + 1)..];
            Meet(s_grammar["$defs"][name], name, value, found);
        }

        foreach (var choice in new[] { "anyOf", "oneOf", "allOf" }.SelectMany(kind => schema[kind].AsArray ?? JsonArray.Empty))
        {
            Meet(choice, place, value, found);
            if (choice["if"]["properties"]["call"]["const"] is { IsString: true } protocol && protocol == value["call"])
            {
                Meet(choice["then"], place, value, found);
            }
        }

        if (value.AsArray is { } items && schema["items"].IsObject)
        {
            foreach (var item in items)
            {
                Meet(schema["items"], place, item, found);
            }
        }

        foreach (var (name, member) in value.AsObject ?? JsonObject.Empty)
        {
            if (schema["properties"][name] is { IsNull: false } known)
            {
                found.Add($"{place}.{name}");
                Meet(known, $"{place}.{name}", member, found);
            }
            else if (schema["additionalProperties"].IsObject)
            {
                Meet(schema["additionalProperties"], place, member, found);
            }
        }
    }

    private static IEnumerable<JsonValue> Inside(JsonValue schema) =>
        new[] { "anyOf", "oneOf", "allOf" }.SelectMany(kind => schema[kind].AsArray ?? JsonArray.Empty)
            .Concat(new[] { schema["items"], schema["additionalProperties"] }.Where(inner => inner.IsObject));
}
