using System.Globalization;
using System.Numerics;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas.Evaluation;

/// <summary>A number as it is written, in decimal: digits times ten to the exponent. Doubles count as their shortest text.</summary>
internal readonly record struct ExactNumber(BigInteger Digits, long Exponent)
{
    private const double LargestExact = 1L << 53;

    /// <summary>More digits than a JSON text may sensibly have; beyond them a number counts as its double.</summary>
    private const int MostDigits = 10_000;

    private const long LargestExponent = 1_000_000_000;

    public static bool IsInteger(JsonValue number) =>
        number.Literal is { Length: <= MostDigits } literal ? Read(literal).IsWhole : double.IsFinite(number.Number) && Math.Floor(number.Number) == number.Number;

    public static int Compare(JsonValue left, JsonValue right)
    {
        if (left.Literal is null && right.Literal is null)
        {
            return left.Number.CompareTo(right.Number);
        }

        // A literal is told from a double by the text of both.
        return JsonOrder.Compare(AsLiteral(left), AsLiteral(right));
    }

    public static bool IsMultiple(JsonValue value, JsonValue divisor)
    {
        var (a, b) = (value.Number, divisor.Number);
        if (value.Literal is null && divisor.Literal is null && Math.Abs(a) <= LargestExact && Math.Abs(b) <= LargestExact && a == Math.Floor(a) && b == Math.Floor(b))
        {
            return (long)a % (long)b == 0;
        }

        if (double.IsNaN(a))
        {
            return false;
        }

        var (number, by) = (Of(value), Of(divisor));
        if (number.Digits.IsZero)
        {
            return true;
        }

        var shift = number.Exponent - by.Exponent;
        if (shift >= 0)
        {
            return (number.Digits % by.Digits * BigInteger.ModPow(10, shift, BigInteger.Abs(by.Digits)) % by.Digits).IsZero;
        }

        // The digits have no zeros at the end, so a finer number can be no multiple when the divisor is whole at a coarser scale.
        return -shift <= MostDigits && (number.Digits % (by.Digits * BigInteger.Pow(10, (int)-shift))).IsZero;
    }

    private bool IsWhole => Exponent >= 0 || Digits.IsZero;

    private static JsonValue AsLiteral(JsonValue number) =>
        number.Literal is null ? JsonValue.NumberFromLiteral(JsonWriter.Number(number.Number), number.Number) : number;

    private static ExactNumber Of(JsonValue number) =>
        Read(number.Literal is { Length: <= MostDigits } literal ? literal : JsonWriter.Number(number.Number));

    private static ExactNumber Read(string literal)
    {
        var mark = literal.AsSpan().IndexOfAny('e', 'E');
        var mantissa = mark < 0 ? literal : literal[..mark];
        var exponent = mark < 0 ? 0 : long.TryParse(literal.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given)
            ? Math.Clamp(given, -LargestExponent, LargestExponent)
            : literal[mark + 1] == '-' ? -LargestExponent : LargestExponent;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        var text = point < 0 ? mantissa : mantissa.Remove(point, 1);
        var digits = text.TrimEnd('0');
        if (digits is "" or "-")
        {
            return new(BigInteger.Zero, 0);
        }

        return new(BigInteger.Parse(digits, CultureInfo.InvariantCulture), exponent + text.Length - digits.Length);
    }
}
