using System.Collections.Immutable;
using Continuo.Runtime.Lifecycle;

namespace Continuo.Runtime.Tests.Lifecycle;

/// <summary>A sink that keeps what it takes, and answers as it is told.</summary>
internal sealed class KeptSink(string name, Func<ImmutableArray<LifecycleEvent>, SinkAnswer>? answer = null) : ILifecycleSink
{
    private readonly Lock _lock = new();
    private readonly List<LifecycleEvent> _taken = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public LifecycleFilter Filter { get; init; } = LifecycleFilter.All;

    public ValueTask<SinkAnswer> Deliver(ImmutableArray<LifecycleEvent> events, CancellationToken cancellation)
    {
        var answered = answer?.Invoke(events) ?? new SinkAnswer(events.Length);
        lock (_lock)
        {
            _taken.AddRange(events[..answered.Taken]);
            _more.TrySetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new(answered);
    }

    /// <summary>What was taken, once it satisfies the condition.</summary>
    public async Task<List<LifecycleEvent>> Until(Func<List<LifecycleEvent>, bool> condition)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (condition(_taken))
                {
                    return [.. _taken];
                }

                more = _more.Task;
            }

            await more.WaitAsync(LifecycleScene.Soon);
        }
    }
}
