using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Ownership;

/// <summary>The way to the other nodes.</summary>
/// <remarks>Called concurrently. What cannot be reached is an answer, not an exception.</remarks>
public interface IShardRouter
{
    /// <summary>Brings a command to the node that has its shard: <see cref="ShardOwnership.Serve"/> there.</summary>
    Task<RoutedAnswer> Send(ShardId shard, ShardInput command, CancellationToken cancellation);

    /// <summary>Waits at the node that has the shard: <see cref="ShardOwnership.WaitForEnd"/> there.</summary>
    Task<RoutedAnswer> WaitForEnd(ShardId shard, InstanceId instance, TimeSpan patience, CancellationToken cancellation);

    /// <summary>Tells all other nodes something that they would find out later. Does not wait for them, and loses what it cannot bring.</summary>
    void Tell(NodeNews news);

    /// <summary>Tells one node, like <see cref="Tell(NodeNews)"/>.</summary>
    void Tell(string node, NodeNews news);
}
