using System.Collections.Immutable;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>What a driver needs of a shard: the real one, or a script in tests.</summary>
internal interface IShardLogic
{
    /// <summary>Where the shard's reading of each part of the event log has got to; part of a checkpoint.</summary>
    ImmutableArray<long> EventMarks { get; }

    void Handle(ShardInput input, DateTimeOffset now, List<ShardAction> actions);
}
