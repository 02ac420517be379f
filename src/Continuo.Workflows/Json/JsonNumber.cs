using System.Globalization;

namespace Continuo.Workflows.Json;

/// <summary>Numbers as text: how jq prints a double, and what is kept of literals that a double cannot hold.</summary>
internal static class JsonNumber
{
    private const int ExactDigits = 15;

    /// <summary>A double as jq prints it: the shortest digits that read back the same, with an exponent only when that is much shorter.</summary>
    public static string Print(double value)
    {
        Span<char> buffer = stackalloc char[400];
        return new string(buffer[..Print(value, buffer)]);
    }

    /// <param name="value">The number.</param>
    /// <param name="text">At least 400 characters.</param>
    /// <returns>The length of what was written.</returns>
    public static int Print(double value, Span<char> text)
    {
        if (!double.IsFinite(value))
        {
            value = double.IsNaN(value) ? value : value > 0 ? double.MaxValue : double.MinValue;
            if (double.IsNaN(value))
            {
                "null".CopyTo(text);
                return 4;
            }
        }

        if (Math.Abs(value) < 1e15 && value == (long)value)
        {
            if (value == 0 && double.IsNegative(value))
            {
                "-0".CopyTo(text);
                return 2;
            }

            ((long)value).TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
            return length;
        }

        return Shortest(value, text);
    }

    /// <summary>A literal as a value. It is kept when the double would print differently, or is too large to be told from its neighbours.</summary>
    public static JsonValue Read(string literal)
    {
        var value = double.Parse(literal, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (IsPlain(literal))
        {
            return value;
        }

        var canonical = Decimal.Parse(literal).ToString();
        return Math.Abs(value) < 1e15 && Print(value) == canonical ? value : JsonValue.NumberFromLiteral(canonical, value);
    }

    public static int Compare(string left, string right) => Decimal.Parse(left).CompareTo(Decimal.Parse(right));

    /// <summary>Whether the literal is surely what its double prints: few digits, no exponent, no idle zeros.</summary>
    public static bool IsPlain(ReadOnlySpan<char> literal)
    {
        var at = literal[0] == '-' ? 1 : 0;
        var digits = literal.Length - at;
        if (digits is 0 or > ExactDigits || !char.IsAsciiDigit(literal[at]) || (literal[at] == '0' && digits > 1 && literal[at + 1] != '.'))
        {
            return false;
        }

        var point = literal.IndexOf('.');
        for (var i = at; i < literal.Length; i++)
        {
            if (!char.IsAsciiDigit(literal[i]) && i != point)
            {
                return false;
            }
        }

        return point < 0 ? literal[at] != '0' || at == 0 : literal[^1] is not ('0' or '.') && !literal[at..].StartsWith("0.000");
    }

    private static int Shortest(double value, Span<char> text)
    {
        Span<char> shortest = stackalloc char[32];
        Math.Abs(value).TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        Span<char> digits = stackalloc char[32];
        var (count, position) = Digits(shortest[..length], digits);
        var significant = digits[..count];
        var at = 0;
        if (value < 0)
        {
            text[at++] = '-';
        }

        // The bounds are jq's own: see freedtoa in its number printing.
        if (position <= -4 || position > count + ExactDigits)
        {
            return Scaled(significant, position, text, at);
        }

        if (position <= 0)
        {
            "0.".CopyTo(text[at..]);
            text.Slice(at + 2, -position).Fill('0');
            significant.CopyTo(text[(at + 2 - position)..]);
            return at + 2 - position + count;
        }

        var whole = Math.Min(position, count);
        significant[..whole].CopyTo(text[at..]);
        text.Slice(at + whole, position - whole).Fill('0');
        at += position;
        if (count <= position)
        {
            return at;
        }

        text[at] = '.';
        significant[position..].CopyTo(text[(at + 1)..]);
        return at + 1 + count - position;
    }

    private static int Scaled(ReadOnlySpan<char> digits, int position, Span<char> text, int at)
    {
        text[at++] = digits[0];
        if (digits.Length > 1)
        {
            text[at++] = '.';
            digits[1..].CopyTo(text[at..]);
            at += digits.Length - 1;
        }

        var exponent = position - 1;
        text[at++] = 'e';
        text[at++] = exponent < 0 ? '-' : '+';
        Math.Abs(exponent).TryFormat(text[at..], out var written, "00", CultureInfo.InvariantCulture);
        return at + written;
    }

    /// <summary>The significant digits of .NET's shortest text, and where the point stands: 0.DIGITS times ten to that power.</summary>
    private static (int Count, int Position) Digits(ReadOnlySpan<char> text, Span<char> digits)
    {
        var mark = text.IndexOf('E');
        var exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.');
        var position = (point < 0 ? mantissa.Length : point) + exponent;
        var count = 0;
        foreach (var c in mantissa)
        {
            if (c == '.')
            {
                continue;
            }

            if (c == '0' && count == 0)
            {
                position--;
                continue;
            }

            digits[count++] = c;
        }

        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        return (count, position);
    }

    /// <summary>A decimal number of any length: digits times ten to the exponent.</summary>
    private readonly record struct Decimal(bool IsNegative, string Digits, long Exponent) : IComparable<Decimal>
    {
        private const long LargestExponent = 999_999_999_999;

        public static Decimal Parse(string literal)
        {
            var mark = literal.AsSpan().IndexOfAny('e', 'E');
            var mantissa = mark < 0 ? literal.AsSpan() : literal.AsSpan(0, mark);
            var exponent = mark < 0 ? 0 : long.TryParse(literal.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given)
                ? Math.Clamp(given, -LargestExponent, LargestExponent)
                : literal[mark + 1] == '-' ? -LargestExponent : LargestExponent;
            var isNegative = mantissa[0] == '-';
            mantissa = mantissa[0] is '-' or '+' ? mantissa[1..] : mantissa;
            var point = mantissa.IndexOf('.');
            var fraction = point < 0 ? default : mantissa[(point + 1)..];
            var digits = string.Concat(point < 0 ? mantissa : mantissa[..point], fraction).TrimStart('0');
            return new(isNegative, digits.Length == 0 ? "0" : digits, exponent - fraction.Length);
        }

        /// <summary>As the General Decimal Arithmetic specification prints it, which is how jq prints literals.</summary>
        public override string ToString()
        {
            var sign = IsNegative ? "-" : "";
            var adjusted = Exponent + Digits.Length - 1;
            if (Exponent <= 0 && adjusted >= -6)
            {
                var fraction = (int)-Exponent;
                var padded = Digits.PadLeft(fraction + 1, '0');
                return fraction == 0 ? sign + padded : $"{sign}{padded[..^fraction]}.{padded[^fraction..]}";
            }

            var mantissa = Digits.Length == 1 ? Digits : $"{Digits[0]}.{Digits[1..]}";
            return adjusted == 0 ? sign + mantissa : $"{sign}{mantissa}E{(adjusted < 0 ? '-' : '+')}{Math.Abs(adjusted)}";
        }

        public int CompareTo(Decimal other)
        {
            var (isZero, otherIsZero) = (Digits == "0", other.Digits == "0");
            if (isZero || otherIsZero)
            {
                return isZero && otherIsZero ? 0 : isZero ? (other.IsNegative ? 1 : -1) : IsNegative ? -1 : 1;
            }

            if (IsNegative != other.IsNegative)
            {
                return IsNegative ? -1 : 1;
            }

            var order = (Exponent + Digits.Length).CompareTo(other.Exponent + other.Digits.Length);
            if (order == 0)
            {
                var length = Math.Max(Digits.Length, other.Digits.Length);
                order = string.CompareOrdinal(Digits.PadRight(length, '0'), other.Digits.PadRight(length, '0'));
            }

            return IsNegative ? -order : order;
        }
    }
}
