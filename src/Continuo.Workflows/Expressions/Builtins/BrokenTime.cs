using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>A moment as jq's "broken down time": year, month from zero, day, hour, minute, second, weekday, day of the year from zero.</summary>
internal readonly record struct BrokenTime(long Year, int Month, int Day, int Hour, int Minute, double Second)
{
    private const int SecondsPerDay = 86400;

    /// <summary>Beyond this the arithmetic of days is no longer exact.</summary>
    private const double Farthest = 1e15;

    /// <summary>From zero for Sunday.</summary>
    public int Weekday => (int)Modulo(Days + 4, 7);

    public int DayOfYear => (int)(Days - DaysFromCivil(Year, 0, 1));

    public long Days => DaysFromCivil(Year, Month, Day);

    /// <summary>Seconds since the epoch, without the fraction.</summary>
    public double Epoch => ((double)Days * SecondsPerDay) + (Hour * 3600) + (Minute * 60) + Math.Floor(Second);

    public static BrokenTime FromEpoch(double epoch)
    {
        if (!double.IsFinite(epoch) || Math.Abs(epoch) > Farthest)
        {
            throw new JqException("error converting number of seconds since epoch to datetime");
        }

        var whole = Math.Floor(epoch);
        var days = (long)Math.Floor(whole / SecondsPerDay);
        var rest = (int)(whole - ((double)days * SecondsPerDay));
        var (year, month, day) = CivilFromDays(days);
        return new(year, month, day, rest / 3600, rest / 60 % 60, (rest % 60) + (epoch - whole));
    }

    /// <summary>The same moment with its parts in range: day 32 is the first of the next month.</summary>
    public BrokenTime Normalize() => FromEpoch(Epoch);

    public JsonValue ToJson() => JsonArray.Of(Year, Month, Day, Hour, Minute, Second, Weekday, DayOfYear);

    /// <param name="value">An array of numbers, the year first; missing parts are zero.</param>
    /// <param name="time">The time.</param>
    public static bool TryRead(JsonValue value, out BrokenTime time)
    {
        time = default;
        if (value.AsArray is not { } parts)
        {
            return false;
        }

        Span<double> numbers = stackalloc double[6];
        numbers.Clear();
        for (var i = 0; i < parts.Count; i++)
        {
            if (!parts[i].IsNumber || !(Math.Abs(parts[i].Number) < 1e9))
            {
                return false;
            }

            if (i < numbers.Length)
            {
                numbers[i] = parts[i].Number;
            }
        }

        time = new((long)numbers[0], (int)numbers[1], (int)numbers[2], (int)numbers[3], (int)numbers[4], numbers[5]);
        return true;
    }

    // Days between civil dates in the proleptic Gregorian calendar; the year begins in March so that the leap day is its last.
    private static long DaysFromCivil(long year, int month, int day)
    {
        year += (long)Math.Floor(month / 12.0);
        month = (int)Modulo(month, 12);
        var y = month < 2 ? year - 1 : year;
        var era = (y >= 0 ? y : y - 399) / 400;
        var yearOfEra = y - (era * 400);
        var dayOfYear = (((153 * (month + (month < 2 ? 10 : -2))) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146097) + dayOfEra - 719468;
    }

    private static (long Year, int Month, int Day) CivilFromDays(long days)
    {
        days += 719468;
        var era = (days >= 0 ? days : days - 146096) / 146097;
        var dayOfEra = days - (era * 146097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shifted = ((5 * dayOfYear) + 2) / 153;
        var day = (int)(dayOfYear - (((153 * shifted) + 2) / 5) + 1);
        var month = (int)(shifted < 10 ? shifted + 2 : shifted - 10);
        return ((era * 400) + yearOfEra + (month < 2 ? 1 : 0), month, day);
    }

    private static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;
}
