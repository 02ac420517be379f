using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>A question of a shard to the store: Load, LoadDefinition, ReadWake or ReadEvents.</summary>
internal readonly record struct ReadRequest(ShardAction Action, int Shard, int Epoch);
