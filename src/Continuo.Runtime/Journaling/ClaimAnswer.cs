using System.Collections.Immutable;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Journaling;

/// <summary>What became of a claim. Each shard that was asked for is in one of the two lists.</summary>
/// <param name="Claimed">Ours from now on.</param>
/// <param name="Held">Another writer's that is not fenced; nothing of them has changed.</param>
public sealed record ClaimAnswer(ImmutableArray<ClaimedShard> Claimed, ImmutableArray<HeldShard> Held);

/// <param name="Tail">Positions given from now on are greater: the newest of the shard, or of the store where all shards share one sequence.</param>
/// <param name="Epoch">How many times it was claimed, this time included.</param>
public readonly record struct ClaimedShard(ShardId Shard, long Tail, long Epoch);

/// <param name="Node">As it named itself in its claim.</param>
public readonly record struct HeldShard(ShardId Shard, string Node);
