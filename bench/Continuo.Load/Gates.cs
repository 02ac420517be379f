using System.Collections.Concurrent;
using Continuo.Workflows.Json;

namespace Continuo.Load;

/// <summary>Instances that wait before their next task; a client lets one through, at random.</summary>
internal sealed class Gates
{
    private readonly List<TaskCompletionSource<JsonValue>> _waiting = [];
    private readonly ConcurrentQueue<TaskCompletionSource> _passing = new();
    private readonly Random _random = new(7);

    public async ValueTask<JsonValue> Wait(CancellationToken cancellation)
    {
        var gate = new TaskCompletionSource<JsonValue>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            _waiting.Add(gate);
        }

        return await gate.Task.WaitAsync(cancellation);
    }

    public void Worked()
    {
        if (_passing.TryDequeue(out var client))
        {
            client.TrySetResult();
        }
    }

    public async Task<bool> PassOne()
    {
        TaskCompletionSource<JsonValue> gate;
        lock (_waiting)
        {
            if (_waiting.Count == 0)
            {
                return false;
            }

            var chosen = _random.Next(_waiting.Count);
            gate = _waiting[chosen];
            _waiting[chosen] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
        }

        var client = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _passing.Enqueue(client);
        gate.SetResult(JsonValue.Null);
        await client.Task;
        return true;
    }
}
