using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Lint.Typing;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint;

/// <summary>What is wrong with a document, and what is right and probably not meant.</summary>
public static class WorkflowLinter
{
    /// <remarks>Never throws for any text. Does no I/O.</remarks>
    public static ImmutableArray<Diagnostic> Lint(string text) => Lint(text, ExternalDocuments.None);

    /// <inheritdoc cref="Lint(string)"/>
    /// <param name="text">The document.</param>
    /// <param name="documents">The documents elsewhere that it needs.</param>
    public static ImmutableArray<Diagnostic> Lint(string text, ExternalDocuments documents)
    {
        ArgumentNullException.ThrowIfNull(text);
        var loaded = WorkflowLoader.Load(text, documents);
        if (loaded.Definition is not { } definition)
        {
            // What is not a workflow has no flow to look at.
            return loaded.Diagnostics;
        }

        var found = new DiagnosticBag();
        new FlowCheck(definition, found).Run();
        new CatchCheck(definition, found).Run();
        new SecretCheck(definition, found).Run();
        new DataFlow(definition, found).Run();
        if (ExternalReader.Parse(new LoadContext(definition.Source)) is { } root)
        {
            new UseCheck(found).Run(root);
        }

        return [.. loaded.Diagnostics.Concat(found.Close()).OrderBy(d => d.Position.Line).ThenBy(d => d.Position.Column)];
    }
}
