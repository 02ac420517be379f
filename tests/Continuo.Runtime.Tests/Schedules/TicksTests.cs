using Continuo.Runtime.Schedules;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Continuo.Runtime.Tests.Schedules;

public sealed class TicksTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("0 0 * * *", null, "2026-03-29T00:00:00")]
    [InlineData("*/15 * * * *", null, "2026-03-28T12:15:00")]
    [InlineData("30 * * * * *", null, "2026-03-28T12:00:30")]
    [InlineData("@hourly", null, "2026-03-28T13:00:00")]
    [InlineData("0 9 * * *", "America/New_York", "2026-03-28T13:00:00")]
    [InlineData("CRON_TZ=Asia/Tokyo 0 9 * * *", null, "2026-03-29T00:00:00")]
    public async Task A_cron_is_due_at_its_next_time_in_its_zone(string cron, string? zone, string due) =>
        Assert.StartsWith(due, await Due($$"""{"cron":"{{cron}}"{{(zone is null ? "" : $",\"zone\":\"{zone}\"")}}}"""), StringComparison.Ordinal);

    /// <summary>In Berlin the clock goes from 2:00 to 3:00 on this night.</summary>
    [Fact]
    public async Task A_time_that_the_change_of_clocks_skips_comes_right_after_it() =>
        Assert.StartsWith("2026-03-29T01:00:00", await Due("""{"cron":"30 2 * * *","zone":"Europe/Berlin"}"""), StringComparison.Ordinal);

    [Fact]
    public async Task A_clock_that_is_set_back_repeats_no_tick() =>
        Assert.StartsWith("2026-03-28T12:15:00", await Due("""{"cron":"*/5 * * * *","last":"2026-03-28T12:10:00Z"}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"every":"PT10S"}""", "2026-03-28T12:00:10")]
    [InlineData("""{"every":{"minutes":1,"seconds":30}}""", "2026-03-28T12:01:30")]
    [InlineData("""{"every":"PT10S","last":"2026-03-28T11:59:58Z"}""", "2026-03-28T12:00:08")]
    public async Task An_interval_counts_from_the_tick_before(string input, string due) =>
        Assert.StartsWith(due, await Due(input), StringComparison.Ordinal);

    [Fact]
    public async Task Intervals_that_were_missed_are_skipped_and_the_beat_is_kept() =>
        Assert.StartsWith("2026-03-28T12:00:05", await Due("""{"every":"PT10S","last":"2026-03-28T11:00:05Z"}"""), StringComparison.Ordinal);

    [Fact]
    public async Task A_tick_that_was_just_taken_does_not_come_again() =>
        Assert.StartsWith("2026-03-28T12:01:00", await Due("""{"every":"PT1M","last":"2026-03-28T09:01:00Z"}"""), StringComparison.Ordinal);

    [Fact]
    public async Task The_wait_leads_to_the_tick() =>
        Assert.Equal("PT15M", (await new Ticks(_time).Next(JsonValue.Parse("""{"cron":"*/15 * * * *"}"""), default))["wait"].String);

    [Theory]
    [InlineData("""{"every":"soon"}""")]
    [InlineData("""{"every":"PT0S"}""")]
    [InlineData("""{"cron":"0 0 30 2 *"}""")]
    public async Task What_is_never_due_fails(string input) =>
        await Assert.ThrowsAsync<FormatException>(async () => await new Ticks(_time).Next(JsonValue.Parse(input), default));

    private async Task<string> Due(string input) => (await new Ticks(_time).Next(JsonValue.Parse(input), default))["due"].String;
}
