namespace Continuo.Workflows.Schemas.Formats;

/// <summary>JSON pointers (RFC 6901), relative ones, and UUIDs (RFC 4122).</summary>
internal static class PointerFormats
{
    private const int UuidLength = 36;

    public static bool IsPointer(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1')))
            {
                return false;
            }
        }

        return text[0] == '/';
    }

    public static bool IsRelativePointer(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? text.Length : digits;
        return digits > 0 && (digits == 1 || text[0] != '0') && (text[digits..] is "#" || IsPointer(text[digits..]));
    }

    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != UuidLength)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
