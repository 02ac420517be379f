using Continuo.Runtime.Driving;
using Xunit;

namespace Continuo.Runtime.Tests.Driving;

public sealed class SteadyTimeTests
{
    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TwoClocks _clocks = new() { Wall = s_start };

    [Fact]
    public void A_wall_clock_that_is_set_back_is_not_followed()
    {
        var time = new SteadyTime(_clocks);

        _clocks.Pass(TimeSpan.FromSeconds(10));
        _clocks.Wall -= TimeSpan.FromHours(1);
        Assert.Equal(s_start.AddSeconds(10), time.GetUtcNow());
        _clocks.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(s_start.AddSeconds(15), time.GetUtcNow());
    }

    [Fact]
    public void A_wall_clock_that_is_ahead_is_followed_as_after_a_sleep_of_the_machine()
    {
        var time = new SteadyTime(_clocks);

        _clocks.Wall += TimeSpan.FromHours(8);
        Assert.Equal(s_start.AddHours(8), time.GetUtcNow());
        _clocks.Wall -= TimeSpan.FromHours(9);
        _clocks.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(s_start.AddHours(8).AddSeconds(1), time.GetUtcNow());
    }

    private sealed class TwoClocks : TimeProvider
    {
        private long _ticks;

        public DateTimeOffset Wall { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow() => Wall;

        public void Pass(TimeSpan time)
        {
            _ticks += time.Ticks;
            Wall += time;
        }
    }
}
