using System.Collections.Immutable;
using Continuo.Engine.Instances;

namespace Continuo.Runtime.Journaling;

/// <summary>What became of the deletion of a version.</summary>
/// <param name="WasThere">Whether there is, or was, such a version.</param>
/// <param name="Pinning">Some of the instances that run or ran on it; while there are any nothing is deleted.</param>
public sealed record DefinitionDeletion(bool WasThere, ImmutableArray<InstanceId> Pinning)
{
    /// <summary>How many instances are named.</summary>
    public const int MostNamed = 20;

    /// <summary>Whether the version is gone, or would be.</summary>
    public bool IsDone => WasThere && Pinning.IsEmpty;
}
