using System.Collections.Immutable;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Building;

/// <summary>What a program built is not a valid workflow.</summary>
/// <param name="diagnostics">All that is wrong. Positions are those in <see cref="WorkflowDocument.ToYaml"/>; pointers name the task.</param>
public sealed class WorkflowBuildException(ImmutableArray<Diagnostic> diagnostics)
    : Exception(string.Join('\n', diagnostics.Select(one => $"{one.Pointer}: {one.Code}: {one.Message}{(one.Remedy is null ? "" : $" {one.Remedy}")}")))
{
    public ImmutableArray<Diagnostic> Diagnostics { get; } = diagnostics;
}
