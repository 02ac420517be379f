using System.Globalization;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>Text to values, as jq reads it: JSON, and <c>nan</c> besides.</summary>
internal static class JsonText
{
    public static JsonValue Parse(string text)
    {
        var trimmed = text.AsSpan().Trim(" \t\r\n");
        if (trimmed.Equals("nan", StringComparison.OrdinalIgnoreCase) || trimmed.Equals("-nan", StringComparison.OrdinalIgnoreCase))
        {
            return double.NaN;
        }

        try
        {
            return JsonReader.Read(text);
        }
        catch (JsonSyntaxException problem)
        {
            throw new JqException($"{problem.Problem} at line {problem.Line}, column {problem.Column} (while parsing '{(text.Length > 200 ? text[..200] + "..." : text)}')");
        }
    }

    /// <summary>A decimal number and nothing else around it; forms such as <c>.5</c>, <c>5.</c> and <c>+1</c> are allowed.</summary>
    public static bool TryNumber(string text, out JsonValue number)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        number = double.NaN;
        if (text is "nan" or "NaN" or "-nan" or "-NaN")
        {
            return true;
        }

        var hasDigit = false;
        foreach (var c in text)
        {
            hasDigit |= char.IsAsciiDigit(c);
            if (!char.IsAsciiDigit(c) && c is not ('+' or '-' or '.' or 'e' or 'E'))
            {
                return false;
            }
        }

        if (!hasDigit || !double.TryParse(text, Style, CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        number = JsonReader.ReadNumber(text);
        return true;
    }
}
