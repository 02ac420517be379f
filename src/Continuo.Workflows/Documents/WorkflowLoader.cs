using System.Text;
using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents;

/// <summary>YAML or JSON text to <see cref="WorkflowDefinition"/>, with all mistakes at once.</summary>
public static class WorkflowLoader
{
    /// <remarks>Never throws for any text: what cannot be read is a diagnostic.</remarks>
    /// <param name="text">The document, YAML 1.2 or JSON.</param>
    public static LoadResult Load(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var context = new LoadContext(text.StartsWith('\uFEFF') ? text[1..] : text);
        var definition = Parse(context) is { } root ? new WorkflowReader(context).Read(root) : null;
        return new LoadResult(context.Diagnostics.HasErrors ? null : definition, context.Diagnostics.Close());
    }

    private static SourceNode? Parse(LoadContext context)
    {
        if (Encoding.UTF8.GetByteCount(context.Text) > DocumentLimits.Bytes)
        {
            context.Diagnostics.Add(DiagnosticCodes.TooLarge, new TextPosition(1, 1), "", "The definition has more than 1 MiB of text.", "Move parts to sub-workflows, and data to inputs.");
            return null;
        }

        return JsonTree.Is(context.Text) ? JsonTree.Read(context.Text, context.Diagnostics) : YamlTree.Read(context.Text, context.Diagnostics);
    }
}
