using System.Diagnostics.CodeAnalysis;
using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>Attempts whose receiver could not take them: made again after a while. No fact says so, since nothing happened.</summary>
internal sealed class BusyEffects
{
    private readonly PriorityQueue<EffectToken, (long Ticks, long Order)> _queue = new();
    private long _order;

    public DateTimeOffset? First => _queue.TryPeek(out _, out var priority) ? new(priority.Ticks, TimeSpan.Zero) : null;

    public void Add(EffectToken token, DateTimeOffset again) => _queue.Enqueue(token, (again.UtcTicks, _order++));

    public bool TryTakeDue(DateTimeOffset now, [NotNullWhen(true)] out EffectToken? token)
    {
        token = null;
        if (_queue.TryPeek(out var first, out var priority) && priority.Ticks <= now.UtcTicks)
        {
            _queue.Dequeue();
            token = first;
        }

        return token is not null;
    }
}
