using System.Collections.Immutable;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents;

/// <summary>What loading a document gave: the definition unless a diagnostic is an error.</summary>
public sealed record LoadResult(WorkflowDefinition? Definition, ImmutableArray<Diagnostic> Diagnostics);
