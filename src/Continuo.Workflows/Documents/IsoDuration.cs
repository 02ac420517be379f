using System.Globalization;

namespace Continuo.Workflows.Documents;

/// <summary>Durations in ISO 8601, as the language takes them: years, months, weeks, days, hours, minutes, seconds, each with decimals.</summary>
/// <remarks>A year is 365 days and a month 30: a duration says how long, not until which date. Precision is a millisecond.</remarks>
public static class IsoDuration
{
    /// <summary>Longer ones are refused: they are mistakes, and adding them to a date overflows.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(365 * 1000);

    private const string DateUnits = "YMWD";
    private const string TimeUnits = "HMS";
    private const double Day = 86_400_000;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        if (text.Length < 3 || text[0] != 'P' || text[^1] == 'T')
        {
            return false;
        }

        var milliseconds = 0d;
        var time = false;
        var next = 0;
        var at = 1;
        while (at < text.Length)
        {
            if (text[at] == 'T' && !time)
            {
                (time, next) = (true, 0);
                at++;
                continue;
            }

            if (!TryNumber(text, ref at, out var number) || at == text.Length)
            {
                return false;
            }

            // Units come in order and at most once each.
            var unit = (time ? TimeUnits : DateUnits).IndexOf(text[at++], next);
            if (unit < 0)
            {
                return false;
            }

            next = unit + 1;
            milliseconds += number * Unit(time, unit);
        }

        if (milliseconds > Longest.TotalMilliseconds)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(Math.Round(milliseconds, MidpointRounding.AwayFromZero));
        return true;
    }

    private static double Unit(bool time, int unit) => (time, unit) switch
    {
        (false, 0) => 365 * Day,
        (false, 1) => 30 * Day,
        (false, 2) => 7 * Day,
        (false, _) => Day,
        (true, 0) => Day / 24,
        (true, 1) => 60_000,
        _ => 1_000,
    };

    private static bool TryNumber(string text, ref int at, out double number)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && at > start)))
        {
            at++;
        }

        number = 0;
        return at > start && text[at - 1] != '.' && double.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
