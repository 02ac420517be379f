using System.Globalization;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Schedules;

/// <summary>When a schedule is due next: a function that starters call.</summary>
/// <remarks>Ticks that passed while nobody looked come once, late, and not once each.</remarks>
internal sealed class Ticks(TimeProvider time)
{
    public const string Function = "continuo.schedule.next";

    /// <summary>Takes <c>{cron, zone?, last?}</c> or <c>{every, last?}</c>, <c>last</c> being the tick before; gives <c>{due, wait}</c>.</summary>
    public ValueTask<JsonValue> Next(JsonValue input, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        DateTimeOffset? last = input["last"].AsString is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
        var due = input["cron"].AsString is { } cron ? NextCron(cron, input["zone"].AsString, now, last) : NextInterval(DurationOf(input["every"]), now, last);
        var wait = due > now ? due - now : TimeSpan.Zero;
        return ValueTask.FromResult<JsonValue>(JsonObject.Of(
            ("due", due.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            ("wait", System.Xml.XmlConvert.ToString(wait))));
    }

    private static DateTimeOffset NextCron(string cron, string? zone, DateTimeOffset now, DateTimeOffset? last)
    {
        if (!CronSchedule.TryParse(cron, zone, out var schedule, out var problem))
        {
            throw new FormatException($"The schedule's cron '{cron}' cannot be read: {problem}");
        }

        // A clock that was set back must not repeat a tick.
        return schedule!.Next(last > now ? last.Value : now) ?? throw new FormatException($"The schedule's cron '{cron}' is never due again.");
    }

    private static DateTimeOffset NextInterval(TimeSpan every, DateTimeOffset now, DateTimeOffset? last)
    {
        if (every <= TimeSpan.Zero)
        {
            throw new FormatException("The schedule's 'every' must be longer than nothing.");
        }

        var due = (last ?? now) + every;
        return due > now || last is null ? due : last.Value + (every * (Math.Floor((now - last.Value) / every) + 1));
    }

    private static TimeSpan DurationOf(JsonValue every)
    {
        if (every.AsString is { } text)
        {
            return IsoDuration.TryParse(text, out var duration) ? duration : throw new FormatException($"The schedule's 'every' is not a duration: '{text}'.");
        }

        double Of(string unit) => every[unit].Kind == JsonKind.Number ? every[unit].Number : 0;
        return TimeSpan.FromDays(Of("days")) + TimeSpan.FromHours(Of("hours")) + TimeSpan.FromMinutes(Of("minutes"))
            + TimeSpan.FromSeconds(Of("seconds")) + TimeSpan.FromMilliseconds(Of("milliseconds"));
    }
}
