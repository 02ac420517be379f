using System.Globalization;
using System.Text;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary><c>strftime</c> in the C locale and in UTC, with the flags <c>- _ 0 ^</c> and widths.</summary>
internal static class TimeFormat
{
    public static readonly string[] Weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    public static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    private const int LargestWidth = 1000;

    public static string Format(BrokenTime time, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var start = i++;
            var (flag, width) = ('\0', 0);
            while (i < format.Length - 1 && format[i] is '-' or '_' or '0' or '^' or '#')
            {
                flag = format[i++];
            }

            while (i < format.Length - 1 && char.IsAsciiDigit(format[i]))
            {
                width = Math.Min((width * 10) + format[i++] - '0', LargestWidth);
            }

            if (!Append(text, time, format[i], flag, width))
            {
                text.Append(format, start, i - start + 1);
            }
        }

        return text.ToString();
    }

    private static bool Append(StringBuilder text, BrokenTime time, char what, char flag, int width)
    {
        if (Composite(what) is { } composite)
        {
            text.Append(Padded(Format(time, composite), flag, width, ' '));
            return true;
        }

        if (Word(time, what) is { } word)
        {
            text.Append(Padded(what == 'Z' || flag != '^' ? word : word.ToUpperInvariant(), flag, width, ' '));
            return true;
        }

        if (Number(time, what) is not var (number, digits, pad))
        {
            return false;
        }

        pad = flag switch { '_' => ' ', '0' => '0', _ => pad };
        var plain = Math.Abs(number).ToString(CultureInfo.InvariantCulture);
        var length = flag == '-' ? 0 : Math.Max(width, digits);
        text.Append(number < 0 ? "-" + plain.PadLeft(Math.Max(length - 1, 0), pad) : plain.PadLeft(length, pad));
        return true;
    }

    private static string Padded(string text, char flag, int width, char pad) => text.PadLeft(width, flag == '0' ? '0' : pad);

    private static string? Composite(char what) => what switch
    {
        'c' => "%a %b %e %H:%M:%S %Y",
        'D' or 'x' => "%m/%d/%y",
        'F' => "%Y-%m-%d",
        'r' => "%I:%M:%S %p",
        'R' => "%H:%M",
        'T' or 'X' => "%H:%M:%S",
        _ => null,
    };

    private static string? Word(BrokenTime time, char what) => what switch
    {
        '%' => "%",
        'n' => "\n",
        't' => "\t",
        'a' => Weekdays[time.Weekday][..3],
        'A' => Weekdays[time.Weekday],
        'b' or 'h' => Months[Month(time)][..3],
        'B' => Months[Month(time)],
        'p' => time.Hour < 12 ? "AM" : "PM",
        'P' => time.Hour < 12 ? "am" : "pm",
        'z' => "+0000",
        'Z' => "UTC",
        _ => null,
    };

    private static int Month(BrokenTime time) => ((time.Month % 12) + 12) % 12;

    private static (long Number, int Digits, char Pad)? Number(BrokenTime time, char what)
    {
        switch (what)
        {
            case 'C':
                return ((long)Math.Floor(time.Year / 100.0), 2, '0');
            case 'd':
                return (time.Day, 2, '0');
            case 'e':
                return (time.Day, 2, ' ');
            case 'g':
                return (IsoWeek(time).Year % 100, 2, '0');
            case 'G':
                return (IsoWeek(time).Year, 1, '0');
            case 'H':
                return (time.Hour, 2, '0');
            case 'I':
                return (Twelve(time.Hour), 2, '0');
            case 'j':
                return (time.DayOfYear + 1, 3, '0');
            case 'k':
                return (time.Hour, 2, ' ');
            case 'l':
                return (Twelve(time.Hour), 2, ' ');
            case 'm':
                return (time.Month + 1, 2, '0');
            case 'M':
                return (time.Minute, 2, '0');
            case 's':
                return ((long)time.Epoch, 1, '0');
            case 'S':
                return ((long)time.Second, 2, '0');
            case 'u':
                return (time.Weekday == 0 ? 7 : time.Weekday, 1, '0');
            case 'U':
                return ((time.DayOfYear + 7 - time.Weekday) / 7, 2, '0');
            case 'V':
                return (IsoWeek(time).Week, 2, '0');
            case 'w':
                return (time.Weekday, 1, '0');
            case 'W':
                return ((time.DayOfYear + 7 - ((time.Weekday + 6) % 7)) / 7, 2, '0');
            case 'y':
                return (((time.Year % 100) + 100) % 100, 2, '0');
            case 'Y':
                return (time.Year, 1, '0');
            default:
                return null;
        }
    }

    private static int Twelve(int hour) => hour % 12 == 0 ? 12 : hour % 12;

    /// <summary>The week that holds the Thursday of this week belongs to that Thursday's year.</summary>
    private static (long Year, int Week) IsoWeek(BrokenTime time)
    {
        var thursday = (time with { Day = time.Day + 4 - (time.Weekday == 0 ? 7 : time.Weekday) }).Normalize();
        return (thursday.Year, (thursday.DayOfYear / 7) + 1);
    }
}
