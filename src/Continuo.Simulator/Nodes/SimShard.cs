using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Simulator.Planting;
using Continuo.Simulator.Scheduling;
using Continuo.Workflows.Json;

namespace Continuo.Simulator.Nodes;

/// <summary>The real shard in a simulation, and the mistakes that may be planted between it and its driver.</summary>
internal sealed class SimShard(ShardId id, ShardImage image, EngineLimits limits, Chance chance, PlantedBug? bug) : IShardLogic
{
    private readonly Shard _shard = new(id, image, limits, new Ambient(chance, image.LastPos));

    public long EventMark => _shard.EventMark;

    public long BrokenTurns => _shard.Statistics.BrokenTurns;

    public InstanceState? InMemory(InstanceId instance) => _shard.InMemory(instance);

    public void Handle(ShardInput input, DateTimeOffset now, List<ShardAction> actions)
    {
        _shard.Handle(bug is PlantedBug.TimerLost && input is ShardInput.WakeRead read ? Forget(read) : input, now, actions);
        for (var i = 0; i < actions.Count && bug is not null; i++)
        {
            actions[i] = (bug, actions[i]) switch
            {
                (PlantedBug.WindowMovedWithoutAfter, ShardAction.ReadWake window) => window with { After = 0 },
                (PlantedBug.KeyChangedOnRetry, ShardAction.Perform { Request.Attempt: > 1 } perform) => perform with { Request = perform.Request with { Key = $"{perform.Request.Key}.{perform.Request.Attempt}" } },
                (_, var action) => action,
            };
        }
    }

    private ShardInput.WakeRead Forget(ShardInput.WakeRead read) => read with { Rows = [.. read.Rows.Where(_ => !chance.Happens(0.2))] };

    private sealed class Ambient(Chance chance, long lastPos) : IAmbient
    {
        private long _position = lastPos;

        public TimeSpan Elapsed => TimeSpan.Zero;

        public Guid NewId(DateTimeOffset now) => chance.NextId();

        public double NextDouble() => chance.NextDouble();

        public long NextPosition() => ++_position;

        public JsonValue? Secret(string name) => null;
    }
}
