namespace Continuo.Engine.Shards;

/// <summary>The effects of one instance in flight, at most so many; the others wait here in their order.</summary>
internal sealed class EffectSlots
{
    // Created with the first effect: most instances in memory only wait.
    private Dictionary<int, int>? _inFlight;
    private Dictionary<int, long>? _waiting;
    private Queue<int>? _order;

    public int InFlight => _inFlight?.Count ?? 0;

    public int Waiting => _waiting?.Count ?? 0;

    public bool Any => InFlight > 0 || Waiting > 0;

    /// <summary>Puts an effect at the end of those that wait.</summary>
    /// <param name="effect">Which.</param>
    /// <param name="after">The position that must be durable before it is performed.</param>
    public void Request(int effect, long after)
    {
        if ((_waiting ??= []).TryAdd(effect, after))
        {
            (_order ??= new()).Enqueue(effect);
        }
        else
        {
            _waiting[effect] = after;
        }
    }

    /// <summary>The next that may be performed, if there is one and a slot for it. <see cref="Began"/> must follow.</summary>
    public bool TryNext(int limit, out int effect, out long after)
    {
        while (InFlight < limit && _order is not null && _order.TryDequeue(out effect))
        {
            if (_waiting!.Remove(effect, out after))
            {
                return true;
            }
        }

        effect = 0;
        after = 0;
        return false;
    }

    public void Began(int effect, int attempt) => (_inFlight ??= [])[effect] = attempt;

    public bool IsInFlight(int effect, int attempt) => _inFlight is not null && _inFlight.TryGetValue(effect, out var current) && current == attempt;

    /// <summary>Frees the slot; false when this attempt holds none.</summary>
    public bool End(int effect, int attempt) => IsInFlight(effect, attempt) && _inFlight!.Remove(effect);

    /// <summary>Forgets an effect; gives the attempt that was in flight, so that it can be stopped.</summary>
    public int? Abandon(int effect)
    {
        _waiting?.Remove(effect);
        return _inFlight is not null && _inFlight.Remove(effect, out var attempt) ? attempt : null;
    }
}
