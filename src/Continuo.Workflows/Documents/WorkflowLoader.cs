using Continuo.Workflows.Documents.Parsing;

namespace Continuo.Workflows.Documents;

/// <summary>YAML or JSON text to <see cref="WorkflowDefinition"/>, with all mistakes at once.</summary>
public static class WorkflowLoader
{
    /// <remarks>Never throws for any text: what cannot be read is a diagnostic. Does no I/O.</remarks>
    /// <param name="text">The document, YAML 1.2 or JSON.</param>
    public static LoadResult Load(string text) => Load(text, ExternalDocuments.None);

    /// <inheritdoc cref="Load(string)"/>
    /// <param name="text"/>
    /// <param name="documents">The documents elsewhere that the definition needs, as far as they are known.</param>
    public static LoadResult Load(string text, ExternalDocuments documents)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(documents);
        var context = new LoadContext(text.StartsWith('\uFEFF') ? text[1..] : text, documents);
        var definition = ExternalReader.Parse(context) is { } root ? new WorkflowReader(context).Read(root) : null;
        context.External.Close();
        return new LoadResult(context.Diagnostics.HasErrors ? null : definition, context.Diagnostics.Close()) { Missing = context.External.Missing };
    }
}
