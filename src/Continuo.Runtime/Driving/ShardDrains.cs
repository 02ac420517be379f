using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>Shards that come to rest before they are handed over.</summary>
/// <remarks>Thread-safe. A shard that has stopped for another reason is at rest too.</remarks>
internal sealed class ShardDrains(int shards)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource?[] _drains = new TaskCompletionSource?[shards];
    private readonly bool[] _stopped = new bool[shards];

    public bool IsDraining(int shard) => Volatile.Read(ref _drains[shard]) is not null;

    /// <returns>Completes when the shard is at rest.</returns>
    public Task Begin(ShardId shard)
    {
        lock (_lock)
        {
            var drained = _drains[shard.Number] ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_stopped[shard.Number])
            {
                drained.TrySetResult();
            }

            return drained.Task;
        }
    }

    public void Stopped(ShardId shard)
    {
        lock (_lock)
        {
            _stopped[shard.Number] = true;
            _drains[shard.Number]?.TrySetResult();
        }
    }

    /// <summary>It is another incarnation, or none.</summary>
    public void Forget(ShardId shard)
    {
        lock (_lock)
        {
            _stopped[shard.Number] = false;
            _drains[shard.Number]?.TrySetResult();
            _drains[shard.Number] = null;
        }
    }
}
