using Continuo.Workflows.Schemas.Evaluation;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>A schema with an address of its own: the root of a document, or what <c>$id</c> names within one.</summary>
internal sealed class SchemaResource(string address)
{
    public string Address { get; } = address;

    public SchemaSite Root { get; set; } = null!;

    public Vocabularies Vocabularies { get; set; }

    public Dictionary<string, SchemaSite> Anchors { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SchemaSite> DynamicAnchors { get; } = new(StringComparer.Ordinal);

    /// <summary>The dynamic anchors, compiled.</summary>
    public Dictionary<string, SchemaNode> DynamicNodes { get; } = new(StringComparer.Ordinal);
}
