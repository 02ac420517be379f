using System.Collections.Immutable;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents;

/// <summary>What loading a document gave: the definition unless a diagnostic is an error.</summary>
public sealed record LoadResult(WorkflowDefinition? Definition, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>YAML or JSON text to <see cref="WorkflowDefinition"/>, with all mistakes at once.</summary>
public static class WorkflowLoader
{
    /// <param name="text">The document, YAML 1.2 or JSON.</param>
    public static LoadResult Load(string text) => throw new NotImplementedException();
}
