namespace Continuo.Workflows.Expressions.Builtins;

/// <summary><c>strptime</c> in the C locale. A time zone is read over and has no effect, as in jq.</summary>
internal sealed class TimeParser(string text, string format)
{
    private const int LargestFormat = 4096;

    private int _at;
    private int _nesting;
    private long _year = 1900;
    private int _month;
    private int _day;
    private int _hour;
    private int _minute;
    private int _second;
    private int? _dayOfYear;
    private int? _century;
    private bool? _isAfternoon;
    private long? _epoch;

    /// <returns>Null when the text does not match.</returns>
    public BrokenTime? Parse()
    {
        if (format.Length > LargestFormat || !Match(format) || _at < text.Length)
        {
            return null;
        }

        if (_epoch is { } epoch)
        {
            return BrokenTime.FromEpoch(epoch);
        }

        if (_isAfternoon is { } isAfternoon)
        {
            _hour = (_hour % 12) + (isAfternoon ? 12 : 0);
        }

        if (_century is { } century)
        {
            _year = (century * 100) + (_year % 100);
        }

        var time = new BrokenTime(_year, _month, _day, _hour, _minute, _second);
        return _dayOfYear is { } day ? new BrokenTime(_year, 0, day + 1, _hour, _minute, _second).Normalize() with { Second = _second } : time;
    }

    private bool Match(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (char.IsWhiteSpace(pattern[i]))
            {
                SkipBlanks();
            }
            else if (pattern[i] != '%' || i + 1 == pattern.Length)
            {
                if (_at >= text.Length || text[_at] != pattern[i])
                {
                    return false;
                }

                _at++;
            }
            else
            {
                i++;
                while (i < pattern.Length - 1 && pattern[i] is '-' or '_' or '0' or '^' or '#' or 'E' or 'O')
                {
                    i++;
                }

                if (!Field(pattern[i]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool Field(char what)
    {
        switch (what)
        {
            case '%':
                return Literal('%');
            case 'n' or 't':
                SkipBlanks();
                return true;
            case 'a' or 'A':
                return Name(TimeFormat.Weekdays) >= 0;
            case 'b' or 'B' or 'h':
                return (_month = Name(TimeFormat.Months)) >= 0;
            case 'p' or 'P':
                return Afternoon();
            case 'z':
                return Offset();
            case 'Z':
                SkipBlanks();
                while (_at < text.Length && !char.IsWhiteSpace(text[_at]))
                {
                    _at++;
                }

                return true;
            case 's':
                var isEpoch = Number(long.MinValue / 2, long.MaxValue / 2, 15, out var epoch);
                _epoch = epoch;
                return isEpoch;
            default:
                return Expanded(what) is { } expanded ? _nesting++ < 100 && Match(expanded) : NumberField(what);
        }
    }

    private static string? Expanded(char what) => what switch
    {
        'c' => "%a %b %e %H:%M:%S %Y",
        'D' or 'x' => "%m/%d/%y",
        'F' => "%Y-%m-%d",
        'r' => "%I:%M:%S %p",
        'R' => "%H:%M",
        'T' or 'X' => "%H:%M:%S",
        _ => null,
    };

    private bool NumberField(char what)
    {
        var (least, most, digits) = what switch
        {
            'C' => (0, 99, 2),
            'd' or 'e' => (1, 31, 2),
            'H' or 'k' => (0, 23, 2),
            'I' or 'l' => (1, 12, 2),
            'j' => (1, 366, 3),
            'm' => (1, 12, 2),
            'M' => (0, 59, 2),
            'S' => (0, 61, 2),
            'u' => (1, 7, 1),
            'w' => (0, 6, 1),
            'U' or 'W' or 'V' => (0, 53, 2),
            'y' or 'g' => (0, 99, 2),
            'Y' or 'G' => (0, 9999, 4),
            _ => (0, -1, 0),
        };
        if (most < 0 || !Number(least, most, digits, out var number))
        {
            return false;
        }

        Set(what, (int)number);
        return true;
    }

    private void Set(char what, int number)
    {
        switch (what)
        {
            case 'C':
                _century = number;
                break;
            case 'd' or 'e':
                _day = number;
                break;
            case 'H' or 'k' or 'I' or 'l':
                _hour = number;
                break;
            case 'j':
                _dayOfYear = number - 1;
                break;
            case 'm':
                _month = number - 1;
                break;
            case 'M':
                _minute = number;
                break;
            case 'S':
                _second = number;
                break;
            case 'y':
                _year = number + (number < 69 ? 2000 : 1900);
                break;
            case 'Y':
                _year = number;
                break;
        }
    }

    private bool Number(long least, long most, int digits, out long number)
    {
        SkipBlanks();
        number = 0;
        var isNegative = least < 0 && Literal('-');
        var start = _at;
        while (_at < text.Length && _at - start < digits && char.IsAsciiDigit(text[_at]) && (number * 10) + text[_at] - '0' <= most)
        {
            number = (number * 10) + text[_at++] - '0';
        }

        number = isNegative ? -number : number;
        return _at > start && number >= least;
    }

    /// <summary>The position of a name, full or in three letters, in any case.</summary>
    private int Name(string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            foreach (var name in (ReadOnlySpan<string>)[names[i], names[i][..3]])
            {
                if (string.Compare(text, _at, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0)
                {
                    _at += name.Length;
                    return i;
                }
            }
        }

        return -1;
    }

    private bool Afternoon()
    {
        var word = text.AsSpan(_at, Math.Min(2, text.Length - _at));
        if (!word.Equals("am", StringComparison.OrdinalIgnoreCase) && !word.Equals("pm", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        _isAfternoon = word[0] is 'p' or 'P';
        _at += 2;
        return true;
    }

    private bool Offset()
    {
        SkipBlanks();
        if (Literal('Z'))
        {
            return true;
        }

        if (!Literal('+') && !Literal('-'))
        {
            return false;
        }

        var start = _at;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == ':') && _at - start < 5)
        {
            _at++;
        }

        return _at - start >= 2;
    }

    private bool Literal(char c)
    {
        if (_at >= text.Length || text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }
}
