namespace Continuo.Workflows.Schemas.Formats;

/// <summary>URI templates (RFC 6570).</summary>
internal static class UriTemplateFormat
{
    private const string Operators = "+#./;?&=,!@|";
    private const string Refused = "\"<>\\^`|";

    public static bool IsTemplate(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '{')
            {
                var end = text[i..].IndexOf('}');
                if (end < 0 || !IsExpression(text.Slice(i + 1, end - 1)))
                {
                    return false;
                }

                i += end;
            }
            else if (c is <= ' ' or '}' or (>= '\x7F' and < '\u00A0') || Refused.Contains(c, StringComparison.Ordinal) || (c == '%' && !IsEscape(text[i..])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsExpression(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && Operators.Contains(text[0], StringComparison.Ordinal))
        {
            text = text[1..];
        }

        foreach (var part in text.Split(','))
        {
            if (!IsVariable(text[part]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsVariable(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon >= 0)
        {
            var length = text[(colon + 1)..];
            if (length.Length is 0 or > 4 || length[0] == '0' || length.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            text = text[..colon];
        }
        else if (text.EndsWith("*"))
        {
            text = text[..^1];
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%' && IsEscape(text[i..]))
            {
                i += 2;
            }
            else if (c == '.' ? i == 0 || i == text.Length - 1 || text[i - 1] == '.' : !char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    private static bool IsEscape(ReadOnlySpan<char> text) => text.Length > 2 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]);
}
