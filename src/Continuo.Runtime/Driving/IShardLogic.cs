using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>What a driver needs of a shard: the real one, or a script in tests.</summary>
internal interface IShardLogic
{
    /// <summary>Where a successor must begin to read the event log, once everything appended so far is durable.</summary>
    long EventMark { get; }

    void Handle(ShardInput input, DateTimeOffset now, List<ShardAction> actions);
}
