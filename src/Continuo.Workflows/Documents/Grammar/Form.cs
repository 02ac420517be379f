using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Grammar;

/// <summary>Pieces of a JSON Schema, in the words of the readers. A name of a property that ends in <c>!</c> is required.</summary>
internal static class Form
{
    public static JsonObject Object(string description, params ReadOnlySpan<(string Name, JsonValue Schema)> properties) =>
        Open(description, properties).With("additionalProperties", false);

    /// <summary>An object that may have other properties too.</summary>
    public static JsonObject Open(string description, params ReadOnlySpan<(string Name, JsonValue Schema)> properties)
    {
        var named = new JsonObject.Builder(properties.Length);
        var required = new List<JsonValue>();
        foreach (var (name, schema) in properties)
        {
            named.Set(name.TrimEnd('!'), schema);
            if (name.EndsWith('!'))
            {
                required.Add(name.TrimEnd('!'));
            }
        }

        var made = new JsonObject.Builder().Set("type", "object").Set("description", description).Set("properties", named.Build());
        return (required.Count == 0 ? made : made.Set("required", JsonArray.Own([.. required]))).Build();
    }

    public static JsonObject Text(string description) => Typed("string", description);

    public static JsonObject Pattern(string description, string pattern) => Text(description).With("pattern", pattern.Replace("\\z", "$", StringComparison.Ordinal));

    public static JsonObject Expression(string description) => Ref("expression", description);

    public static JsonObject Flag(string description, bool otherwise) => Typed("boolean", description).With("default", otherwise);

    public static JsonObject Whole(string description, int? least = null)
    {
        var made = Typed("integer", description);
        return least is { } given ? made.With("minimum", given) : made;
    }

    /// <summary>The first is the default.</summary>
    public static JsonObject Choice(string description, params ReadOnlySpan<string> options) => OneOf(description, options).With("default", options[0]);

    public static JsonObject OneOf(string description, ReadOnlySpan<string> options)
    {
        var values = new JsonValue[options.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = options[i];
        }

        return JsonObject.Of(("description", description), ("enum", JsonArray.Own(values)));
    }

    public static JsonObject Any(string description) => JsonObject.Of(("description", description));

    public static JsonObject Ref(string definition, string? description = null)
    {
        var made = JsonObject.Of(("$ref", $"#/$defs/{definition}"));
        return description is null ? made : made.With("description", description);
    }

    public static JsonObject Either(string description, params ReadOnlySpan<JsonValue> forms) =>
        JsonObject.Of(("description", description), ("anyOf", JsonArray.Of(forms)));

    public static JsonObject Map(string description, JsonValue values) => Typed("object", description).With("additionalProperties", values);

    public static JsonObject ListOf(string description, JsonValue items) => Typed("array", description).With("items", items);

    /// <summary>A list whose items have one key each, its name.</summary>
    public static JsonObject Named(string description, JsonValue values) => ListOf(
        description,
        Typed("object", "One key: the name.").With("minProperties", 1).With("maxProperties", 1).With("propertyNames", JsonObject.Of(("minLength", 1))).With("additionalProperties", values));

    /// <summary>An object, of which exactly one of the properties is there.</summary>
    public static JsonObject One(this JsonObject form, params ReadOnlySpan<string> names) => form.With("oneOf", Having(names));

    /// <summary>Another choice of which exactly one is there.</summary>
    public static JsonObject AndOne(this JsonObject form, params ReadOnlySpan<string> names) =>
        form.With("allOf", (form["allOf"].AsArray ?? JsonArray.Empty).Append(JsonObject.Of(("oneOf", Having(names)))));

    public static JsonObject AtLeastOne(this JsonObject form, params ReadOnlySpan<string> names) => form.With("anyOf", Having(names));

    public static JsonObject NotEmpty(this JsonObject form) => form.With("minProperties", 1);

    private static JsonArray Having(ReadOnlySpan<string> names)
    {
        var having = new JsonValue[names.Length];
        for (var i = 0; i < having.Length; i++)
        {
            having[i] = JsonObject.Of(("required", JsonArray.Of(names[i])));
        }

        return JsonArray.Own(having);
    }

    private static JsonObject Typed(string type, string description) => JsonObject.Of(("type", type), ("description", description));
}
