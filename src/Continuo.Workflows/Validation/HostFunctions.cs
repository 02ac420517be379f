using System.Collections.Immutable;
using Continuo.Workflows.Documents;

namespace Continuo.Workflows.Validation;

/// <summary>Whether a host has the functions that a definition calls.</summary>
public static class HostFunctions
{
    /// <summary>An error for each call of a function that is not declared, has no address, and is none of the host's.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="names">The functions of the host.</param>
    public static ImmutableArray<Diagnostic> Check(WorkflowDefinition definition, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var known = names.ToHashSet(StringComparer.Ordinal);
        return [.. definition.Nodes.OfType<FunctionCallTask>().Where(call => !known.Contains(call.Function)).Select(call => Unknown(call, known))];
    }

    private static Diagnostic Unknown(FunctionCallTask call, HashSet<string> known)
    {
        var code = DiagnosticCodes.UnknownReference;
        var remedy = Suggestion.For(call.Function, known) ?? (known.Count == 0 ? "Declare it there, or call it by its address or of a catalog; this host has no functions of its own." : $"Declare it there. The host's are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        return new Diagnostic(code.Id, code.Severity, call.Position, $"{call.Pointer}/call", $"There is no function '{call.Function}' in use.functions, and the host has none of that name.", remedy);
    }
}
