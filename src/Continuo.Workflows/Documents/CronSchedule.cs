using Cronos;

namespace Continuo.Workflows.Documents;

/// <summary>A cron expression in a time zone: five fields, six with seconds first, or a macro such as <c>@daily</c>.</summary>
public sealed class CronSchedule
{
    private static readonly string[] s_zonePrefixes = ["CRON_TZ=", "TZ="];

    private readonly CronExpression _expression;

    private CronSchedule(CronExpression expression, TimeZoneInfo zone)
    {
        _expression = expression;
        Zone = zone;
    }

    public TimeZoneInfo Zone { get; }

    /// <param name="text">The expression; <c>CRON_TZ=Europe/Berlin</c> before it names a zone of its own.</param>
    /// <param name="zone">The zone of an expression that names none; null for UTC.</param>
    /// <param name="schedule">What was read.</param>
    /// <param name="problem">Why it was not.</param>
    public static bool TryParse(string text, string? zone, out CronSchedule? schedule, out string problem)
    {
        schedule = null;
        var fields = text.Trim();
        if (s_zonePrefixes.FirstOrDefault(prefix => fields.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
        {
            var end = fields.IndexOf(' ', StringComparison.Ordinal);
            zone = end < 0 ? fields[prefix.Length..] : fields[prefix.Length..end];
            fields = end < 0 ? "" : fields[end..].Trim();
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone ?? "UTC", out var found))
        {
            problem = $"'{zone}' is not a time zone of this system.";
            return false;
        }

        try
        {
            var format = fields.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
            schedule = new CronSchedule(CronExpression.Parse(fields, format), found);
            problem = "";
            return true;
        }
        catch (CronFormatException wrong)
        {
            problem = wrong.Message.TrimEnd('.') + ".";
            return false;
        }
    }

    /// <summary>The first time after <paramref name="after"/>; null when there is none any more. A time that a change of clocks skips comes right after it, one that comes twice comes once.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => _expression.GetNextOccurrence(after, Zone);
}
