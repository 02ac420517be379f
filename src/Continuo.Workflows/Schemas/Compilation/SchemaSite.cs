using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Evaluation;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>A place of a document where a schema stands.</summary>
/// <param name="Document">The document.</param>
/// <param name="Pointer">Where in it.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Resource">The resource it belongs to.</param>
internal sealed record SchemaSite(SchemaDocument Document, string Pointer, JsonValue Value, SchemaResource Resource)
{
    /// <summary>The schema compiled, when something needed it.</summary>
    public SchemaNode? Node { get; set; }

    /// <summary>For violations and problems: the pointer, and the address where the document is not the one that was given.</summary>
    public string Location => Document.Prefix + Pointer;
}
