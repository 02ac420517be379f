using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>A JSON document that holds schemas, with the places where they stand.</summary>
/// <param name="prefix">What comes before a pointer into it: nothing, or its address.</param>
/// <param name="root">The document.</param>
internal sealed class SchemaDocument(string prefix, JsonValue root)
{
    public string Prefix { get; } = prefix;

    public JsonValue Root { get; } = root;

    public Dictionary<string, SchemaSite> Sites { get; } = new(StringComparer.Ordinal);
}
