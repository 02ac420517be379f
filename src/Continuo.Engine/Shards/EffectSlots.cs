namespace Continuo.Engine.Shards;

/// <summary>The effects of one instance in flight, at most so many; the others wait here in their order.</summary>
internal sealed class EffectSlots
{
    // Created with the first effect: most instances in memory only wait.
    private Dictionary<int, int>? _inFlight;
    private Dictionary<int, long>? _waiting;
    private Queue<int>? _order;
    private HashSet<int>? _polls;

    /// <summary>Those that hold a slot. A long poll that has begun is in flight and holds none.</summary>
    public int InFlight => (_inFlight?.Count ?? 0) - (_polls?.Count ?? 0);

    public int Waiting => _waiting?.Count ?? 0;

    public bool Any => _inFlight is { Count: > 0 } || Waiting > 0;

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

    /// <summary>The attempt has begun and waits: it goes on without its slot.</summary>
    public void Begun(int effect, int attempt)
    {
        if (IsInFlight(effect, attempt))
        {
            (_polls ??= []).Add(effect);
        }
    }

    public void End(int effect, int attempt)
    {
        if (IsInFlight(effect, attempt))
        {
            Abandon(effect);
        }
    }

    /// <summary>Forgets an effect; gives the attempt that was in flight, so that it can be stopped.</summary>
    public int? Abandon(int effect)
    {
        _waiting?.Remove(effect);
        _polls?.Remove(effect);
        return _inFlight is not null && _inFlight.Remove(effect, out var attempt) ? attempt : null;
    }
}
