using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>What lies in a driver's inbox: an input for a shard, shards to adopt, or (neither) the clock.</summary>
/// <param name="Shard">For which shard.</param>
/// <param name="Epoch">Answers to what an earlier incarnation of the shard asked are dropped; <see cref="AnyEpoch"/> is for whichever is there.</param>
/// <param name="Input">The input.</param>
/// <param name="Adoption">The shards to adopt in place of those before.</param>
internal readonly record struct DriverInput(int Shard, int Epoch, ShardInput? Input, Adoption? Adoption = null)
{
    public const int AnyEpoch = -1;
}

/// <summary>Shards as the store has them, for the driver to replace its own with.</summary>
internal sealed record Adoption(int Epoch, IReadOnlyList<(ShardId Id, ShardImage Image)> Images);
