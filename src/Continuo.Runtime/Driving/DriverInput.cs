using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>What lies in a driver's inbox: an input for a shard, a shard to seat or to unseat, or (neither) the clock.</summary>
/// <param name="Shard">For which shard.</param>
/// <param name="Epoch">Answers to what an earlier incarnation of the shard asked are dropped; <see cref="AnyEpoch"/> is for whichever is there.</param>
/// <param name="Input">The input.</param>
/// <param name="Seating">The shard to put in the place of the one before.</param>
internal readonly record struct DriverInput(int Shard, int Epoch, ShardInput? Input, Seating? Seating = null)
{
    public const int AnyEpoch = -1;
}

/// <summary>A shard as the store has it; none when it is here no more.</summary>
internal sealed record Seating(ShardImage? Image);
