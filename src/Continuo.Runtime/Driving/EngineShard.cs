using Continuo.Engine;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>The engine's shard in a driver.</summary>
internal sealed class EngineShard(ShardId id, ShardImage image, EngineLimits limits, IAmbient ambient, int shards) : IShardLogic
{
    private readonly Shard _shard = new(id, image, limits, ambient, shards);

    public long EventMark => _shard.EventMark;

    public void Handle(ShardInput input, DateTimeOffset now, List<ShardAction> actions) => _shard.Handle(input, now, actions);
}
