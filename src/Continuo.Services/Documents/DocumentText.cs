using System.Collections.Immutable;
using Continuo.Workflows.Documents;

namespace Continuo.Services.Documents;

/// <summary>A document as it was found.</summary>
/// <param name="Address">Absolute: what relative addresses in it refer to.</param>
/// <param name="Text">JSON or YAML.</param>
/// <param name="IsLocal">Whether it is cheaper to read it again than to keep it.</param>
internal sealed record DocumentText(Uri Address, string Text, bool IsLocal)
{
    /// <summary>Those it was kept with, which it may refer to; none at all when it was found just now.</summary>
    public ImmutableArray<ExternalDocument> Set { get; init; }

    /// <summary>What was kept.</summary>
    public ExternalDocument? Kept { get; init; }
}
