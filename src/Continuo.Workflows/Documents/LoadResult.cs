using System.Collections.Immutable;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents;

/// <summary>What loading a document gave: the definition unless a diagnostic is an error.</summary>
public sealed record LoadResult(WorkflowDefinition? Definition, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Documents that the definition needs and that were not given; each is an error among the diagnostics, too, unless it is of a call.</summary>
    public ImmutableArray<ExternalReference> Missing { get; init; } = [];
}
