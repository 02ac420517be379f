using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>Where claimed shards sit.</summary>
/// <remarks>Called by whoever runs the shard's writer. Must not block or throw, but for <see cref="CatchUp"/>, which reads the store.</remarks>
internal interface ISeats
{
    WriterLane Lane(int writer);

    void Seat(ShardId shard, int epoch, ShardImage image);

    void Unseat(ShardId shard, int epoch);

    /// <summary>What was asked of the shard's incarnation before is answered by nobody any more.</summary>
    void Emptied(ShardId shard, string why);

    /// <summary>How far the shard has read the event log; null when it does not sit here.</summary>
    long? EventMark(ShardId shard);

    /// <summary>Before a shard begins to append events, the others here must know of all those before.</summary>
    ValueTask CatchUp(ShardId shard, ShardImage image, CancellationToken cancellation);

    void Reachable(bool reachable, string why);
}
