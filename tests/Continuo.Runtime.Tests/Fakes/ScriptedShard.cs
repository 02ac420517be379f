using System.Collections.Concurrent;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;

namespace Continuo.Runtime.Tests.Fakes;

/// <summary>A shard that does what the test says and remembers what it was told.</summary>
internal sealed class ScriptedShard(ShardId id, Action<ScriptedShard, ShardInput, List<ShardAction>> script) : IShardLogic
{
    private readonly Lock _lock = new();
    private readonly List<(Type Kind, TaskCompletionSource<ShardInput> Seen)> _awaited = [];

    public ShardId Id { get; } = id;

    public long EventMark => 0;

    public ConcurrentQueue<ShardInput> Inputs { get; } = new();

    /// <summary>The next input of a kind; the first one if it came before.</summary>
    public async Task<T> Seen<T>()
        where T : ShardInput
    {
        TaskCompletionSource<ShardInput> seen;
        lock (_lock)
        {
            if (Inputs.OfType<T>().FirstOrDefault() is { } already)
            {
                return already;
            }

            seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((typeof(T), seen));
        }

        return (T)await seen.Task;
    }

    public void Handle(ShardInput input, DateTimeOffset now, List<ShardAction> actions)
    {
        script(this, input, actions);
        lock (_lock)
        {
            Inputs.Enqueue(input);
            foreach (var (_, seen) in _awaited.Where(awaited => awaited.Kind == input.GetType()))
            {
                seen.TrySetResult(input);
            }
        }
    }
}
