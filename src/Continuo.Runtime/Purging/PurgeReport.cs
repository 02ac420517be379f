using System.Collections.Immutable;
using Continuo.Engine.Instances;

namespace Continuo.Runtime.Purging;

/// <summary>What a purge did, or would do.</summary>
/// <param name="Count">How many went.</param>
/// <param name="Purged">The first of them.</param>
/// <param name="Kept">The first that were meant and stay, each with the reason.</param>
public sealed record PurgeReport(long Count, ImmutableArray<InstanceId> Purged, ImmutableArray<KeptInstance> Kept)
{
    /// <summary>How many ids a report names.</summary>
    public const int MostNamed = 1_000;
}

/// <param name="Code">Stable: <c>not-found</c>, <c>not-ended</c>, <c>owes</c> or <c>has-children</c>.</param>
public readonly record struct KeptInstance(InstanceId Instance, string Code, string Why);
