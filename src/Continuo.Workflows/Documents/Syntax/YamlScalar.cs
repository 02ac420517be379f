using System.Globalization;
using System.Numerics;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Syntax;

/// <summary>The core schema of YAML 1.2: what a plain scalar means. No <c>yes</c>, <c>on</c>, sexagesimal numbers or dates.</summary>
internal static class YamlScalar
{
    public static JsonValue Resolve(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return default;
            case "true" or "True" or "TRUE":
                return true;
            case "false" or "False" or "FALSE":
                return false;
            case ".nan" or ".NaN" or ".NAN":
                return double.NaN;
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                return double.PositiveInfinity;
            case "-.inf" or "-.Inf" or "-.INF":
                return double.NegativeInfinity;
        }

        return TryNumber(text, out var number) ? number : text;
    }

    /// <summary>The value under an explicit tag; null when the tag is unknown or the text is not of its type.</summary>
    public static JsonValue? Tagged(string tag, string text)
    {
        var resolved = Resolve(text);
        return tag switch
        {
            "tag:yaml.org,2002:str" => text,
            "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" when resolved.IsNumber => resolved,
            "tag:yaml.org,2002:bool" when resolved.Kind is JsonKind.True or JsonKind.False => resolved,
            "tag:yaml.org,2002:null" when resolved.IsNull => resolved,
            _ => (JsonValue?)null,
        };
    }

    private static bool TryNumber(string text, out JsonValue value)
    {
        value = default;
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.'))
        {
            return false;
        }

        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'o')
        {
            return TryRadix(text.AsSpan(2), text[1] == 'x' ? 16 : 8, out value);
        }

        if (!IsDecimal(text))
        {
            return false;
        }

        value = JsonReader.ReadNumber(ToJsonLiteral(text));
        return true;
    }

    private static bool TryRadix(ReadOnlySpan<char> digits, int radix, out JsonValue value)
    {
        value = default;
        var sum = BigInteger.Zero;
        if (digits.Length > 64)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            var worth = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (worth >= radix)
            {
                return false;
            }

            sum = (sum * radix) + worth;
        }

        value = JsonReader.ReadNumber(sum.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary><c>[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?</c></summary>
    private static bool IsDecimal(string text)
    {
        var at = text[0] is '-' or '+' ? 1 : 0;
        var whole = Digits(text, ref at);
        var fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits(text, ref at);
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            at += at < text.Length && text[at] is '-' or '+' ? 1 : 0;
            if (Digits(text, ref at) == 0)
            {
                return false;
            }
        }

        return at == text.Length;
    }

    private static int Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - start;
    }

    /// <summary>YAML allows a plus sign, leading zeros and a bare point; JSON does not.</summary>
    private static string ToJsonLiteral(string text)
    {
        var sign = text[0] == '-' ? "-" : "";
        var digits = text.TrimStart('+', '-');
        var end = digits.IndexOfAny(['.', 'e', 'E']);
        var whole = (end < 0 ? digits : digits[..end]).TrimStart('0');
        var rest = end < 0 ? "" : digits[end..];
        if (rest is "." || rest.StartsWith(".e", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[1..];
        }

        return sign + (whole.Length == 0 ? "0" : whole) + rest;
    }
}
