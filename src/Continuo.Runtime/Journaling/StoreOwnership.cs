using System.Collections.Immutable;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Journaling;

/// <summary>Who holds what, as the store has it.</summary>
/// <param name="Shards">All of them, in their order.</param>
public sealed record StoreOwnership(ImmutableArray<OwnedShard> Shards);

/// <param name="Node">Who claimed it last and has not released it; null when nobody holds it.</param>
/// <param name="IsFenced">Its holder may not write any more: it is free to claim.</param>
/// <param name="Epoch">How many times it was claimed.</param>
/// <param name="Tail">Its newest position.</param>
/// <param name="Lag">Commits that the next owner must look through since the last checkpoint; zero where the store does not count them.</param>
/// <param name="Adoptions">Claims since it last ran for a while without its process dying.</param>
public sealed record OwnedShard(ShardId Shard, string? Node, bool IsFenced, long Epoch, long Tail, long Lag, int Adoptions);
