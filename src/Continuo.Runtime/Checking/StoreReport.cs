using System.Collections.Immutable;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Checking;

/// <summary>What a check of a whole store has seen.</summary>
/// <param name="Counts">How many findings there are of each code.</param>
public sealed record StoreReport(StoreHeading Store, StoreContent Content, ImmutableArray<Finding> Findings, ImmutableSortedDictionary<string, long> Counts)
{
    /// <summary>No invariant is broken.</summary>
    public bool IsSound => !Findings.Any(finding => finding.Severity == FindingSeverity.Error);
}
