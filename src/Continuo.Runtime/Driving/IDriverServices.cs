using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>Where a driver takes the actions of its shards.</summary>
/// <remarks>Called by whoever runs the driver. Must not block or throw.</remarks>
internal interface IDriverServices
{
    /// <summary>A new incarnation of a shard.</summary>
    IShardLogic Create(ShardId shard, ShardImage image);

    void Append(in Slice slice);

    void Read(in ReadRequest request);

    void Perform(EffectToken token, EffectRequest request, int shard);

    void Abandon(EffectToken token);

    void Send(ShardId to, ShardInput.Command command);

    void Reply(CommandId id, CommandResult result);

    void Ended(InstanceId instance);

    /// <summary>A shard has stopped: drained, or broken.</summary>
    void Stopped(ShardId shard, string reason, bool isDrained);

    /// <summary>The driver itself broke on something unforeseen: this node must stop.</summary>
    void Broken(string what, Exception exception);

    /// <summary>A share of work is done on the driver's own thread: let the writer have what it caused.</summary>
    void Driven();
}
