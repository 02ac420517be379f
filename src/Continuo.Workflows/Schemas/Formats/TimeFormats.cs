using System.Globalization;

namespace Continuo.Workflows.Schemas.Formats;

/// <summary>Dates and times of RFC 3339, with its leap seconds; durations of its appendix A.</summary>
internal static class TimeFormats
{
    private const int DateLength = 10;
    private const int MinutesOfDay = 24 * 60;

    public static bool IsDateTime(ReadOnlySpan<char> text) =>
        text.Length > DateLength && IsDate(text[..DateLength]) && text[DateLength] is 'T' or 't' && IsTime(text[(DateLength + 1)..]);

    public static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length == DateLength && text[4] == '-' && text[7] == '-' && Number(text[..4]) is >= 0 and var year &&
        Number(text[5..7]) is >= 1 and <= 12 and var month && Number(text[8..]) is >= 1 and var day && day <= DaysIn(year, month);

    public static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':')
        {
            return false;
        }

        var (hour, minute, second) = (Number(text[..2]), Number(text[3..5]), Number(text[6..8]));
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
        {
            return false;
        }

        var rest = text[8..];
        if (rest[0] == '.')
        {
            var digits = Digits(rest[1..]);
            if (digits == 0)
            {
                return false;
            }

            rest = rest[(1 + digits)..];
        }

        if (Offset(rest) is not { } offset)
        {
            return false;
        }

        // A leap second is inserted at the end of a day of UTC.
        var utc = ((hour * 60) + minute - offset + (2 * MinutesOfDay)) % MinutesOfDay;
        return second < 60 || utc == MinutesOfDay - 1;
    }

    public static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != 'P')
        {
            return false;
        }

        var split = text.IndexOf('T');
        var date = split < 0 ? text[1..] : text[1..split];
        if (split >= 0 && !IsSequence(text[(split + 1)..], "HMS"))
        {
            return false;
        }

        return (split >= 0 && date.IsEmpty) || IsSequence(date, "YMD") || (split < 0 && IsSequence(date, "W"));
    }

    /// <summary>Numbers with units that follow one another without a gap: years and days need months between.</summary>
    private static bool IsSequence(ReadOnlySpan<char> text, string units)
    {
        var next = -1;
        while (!text.IsEmpty)
        {
            var digits = Digits(text);
            if (digits == 0 || digits == text.Length)
            {
                return false;
            }

            var unit = units.IndexOf(text[digits], StringComparison.Ordinal);
            if (unit < 0 || (next >= 0 && unit != next))
            {
                return false;
            }

            next = unit + 1;
            text = text[(digits + 1)..];
        }

        return next > 0;
    }

    /// <summary>The offset in minutes, or null when there is none or more.</summary>
    private static int? Offset(ReadOnlySpan<char> text)
    {
        if (text is "Z" or "z")
        {
            return 0;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':')
        {
            return null;
        }

        var (hours, minutes) = (Number(text[1..3]), Number(text[4..]));
        return hours is < 0 or > 23 || minutes is < 0 or > 59 ? null : (text[0] == '-' ? -1 : 1) * ((hours * 60) + minutes);
    }

    private static int DaysIn(int year, int month) => year == 0 ? DateTime.DaysInMonth(4, month) : DateTime.DaysInMonth(year, month);

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }

    /// <summary>The number, or -1 when there is anything but digits.</summary>
    private static int Number(ReadOnlySpan<char> text) =>
        Digits(text) == text.Length ? int.Parse(text, CultureInfo.InvariantCulture) : -1;
}
