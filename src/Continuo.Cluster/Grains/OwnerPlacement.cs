using Continuo.Engine.Shards;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Continuo.Cluster.Grains;

/// <summary>A grain is at the node that it is the door of.</summary>
[Serializable]
[GenerateSerializer]
internal sealed class OwnerPlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class OwnerPlacementAttribute() : PlacementAttribute(new OwnerPlacement());

/// <summary>A shard is at its owner as this node computes it; a node is at itself.</summary>
internal sealed class OwnerPlacementDirector(ClusterSeat seat) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var owner = target.GrainIdentity.TryGetIntegerKey(out var shard, out _)
            ? seat.Ownership?.OwnerOf(new ShardId((int)shard))
            : target.GrainIdentity.Key.ToString();
        return owner is not null && Array.Find(context.GetCompatibleSilos(target), silo => silo.ToParsableString() == owner) is { } found
            ? Task.FromResult(found)
            : throw new OrleansException($"There is no node for {target.GrainIdentity} just now.");
    }
}
