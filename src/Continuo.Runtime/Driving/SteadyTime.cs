namespace Continuo.Runtime.Driving;

/// <summary>The wall clock as it was once, and from then on the monotonic one: a clock that somebody sets back makes no timer late.</summary>
/// <remarks>
/// Thread-safe. A wall clock that is ahead is followed, for a machine that slept counts no monotonic time; one that is behind is not.
/// </remarks>
internal sealed class SteadyTime(TimeProvider clock) : TimeProvider
{
    /// <summary>The two clocks are never read at one instant, and anchoring anew for that would allocate for nothing.</summary>
    private static readonly TimeSpan s_noise = TimeSpan.FromMilliseconds(1);

    private Anchor _anchor = new(clock.GetUtcNow(), clock.GetTimestamp());

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public static SteadyTime Over(TimeProvider clock) => clock as SteadyTime ?? new(clock);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);

    public override DateTimeOffset GetUtcNow()
    {
        var anchor = Volatile.Read(ref _anchor);
        var timestamp = clock.GetTimestamp();
        var steady = anchor.At + clock.GetElapsedTime(anchor.Timestamp, timestamp);
        var wall = clock.GetUtcNow();
        if (wall - steady <= s_noise)
        {
            return steady;
        }

        // Whoever loses the race was as far ahead as the winner, give or take the time of the race.
        Interlocked.CompareExchange(ref _anchor, new(wall, timestamp), anchor);
        return wall;
    }

    private sealed record Anchor(DateTimeOffset At, long Timestamp);
}
