using Continuo.Engine.Shards;

namespace Continuo.Engine.Interpretation;

/// <summary>The fuse behind the limits that count steps: no turn holds its shard for ever, whatever a step costs.</summary>
/// <remarks>
/// The clock is first read when a turn is already a long one, so a usual turn never reads it. Between two looks at it only so much counts: a process that
/// was stopped for a while, or a machine that slept, parks nobody.
/// </remarks>
internal sealed class TurnBreaker(TimeSpan limit, IAmbient ambient)
{
    private readonly TimeSpan _mostAtOnce = limit / 5;
    private TimeSpan? _last;
    private TimeSpan _took;

    /// <summary>Long enough for a turn: others wait.</summary>
    public bool IsLong => _took > _mostAtOnce;

    public void Begin()
    {
        _last = null;
        _took = default;
    }

    /// <summary>Looks at the clock.</summary>
    /// <param name="where">What is being done, as a JSON pointer.</param>
    /// <exception cref="TurnTooLongException">The turn is over.</exception>
    public void Look(string where)
    {
        var now = ambient.Elapsed;
        if (_last is { } last)
        {
            var passed = now - last;
            _took += passed < _mostAtOnce ? passed : _mostAtOnce;
        }

        _last = now;
        if (_took > limit)
        {
            throw new TurnTooLongException(limit, where);
        }
    }
}

/// <summary>A turn ran into <see cref="EngineLimits.TurnTime"/>: its instance is parked.</summary>
internal sealed class TurnTooLongException(TimeSpan limit, string where)
    : Exception($"A turn took more than {limit.TotalSeconds} s at '{where}' (limit TurnTime). Retry to go on from there, or cancel.");
