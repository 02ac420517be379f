namespace Continuo.Workflows.Schemas.Formats;

/// <summary>Host names: labels of letters, digits and hyphens (RFC 1123), and international ones (RFC 5890).</summary>
internal static class HostFormats
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;
    private const string AcePrefix = "xn--";

    public static bool IsHostname(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestName)
        {
            return false;
        }

        foreach (var part in text.Split('.'))
        {
            if (!IsLabel(text[part]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsInternationalHostname(ReadOnlySpan<char> text)
    {
        // The full stops of East Asian scripts separate labels too.
        var labels = text.ToString().Split('.', '\u3002', '\uFF0E', '\uFF61');
        var length = labels.Length - 1;
        var decoded = new string[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            if (!IsInternationalLabel(labels[i], out decoded[i], out var encodedLength))
            {
                return false;
            }

            length += encodedLength;
        }

        return length <= LongestName && BidiRule.Holds(decoded);
    }

    /// <summary>Whether the text is labels that are not empty, of any characters but those that ASCII refuses.</summary>
    public static bool HasLabels(ReadOnlySpan<char> text)
    {
        foreach (var part in text.Split('.'))
        {
            var label = text[part];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            foreach (var c in label)
            {
                if (c < '\x80' && !char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return !label.StartsWith(AcePrefix, StringComparison.OrdinalIgnoreCase) || (Decode(label) is { } decoded && BidiRule.Holds([decoded]));
    }

    private static bool IsInternationalLabel(string label, out string decoded, out int encodedLength)
    {
        decoded = label;
        encodedLength = label.Length;
        if (!label.AsSpan().ContainsAnyExceptInRange('\0', '\x7F'))
        {
            decoded = label.StartsWith(AcePrefix, StringComparison.OrdinalIgnoreCase) ? Decode(label) ?? label : label;
            return IsLabel(label);
        }

        if (label.Length > LongestLabel)
        {
            return false;
        }

        encodedLength = AcePrefix.Length + Punycode.Encode(label).Length;
        return encodedLength <= LongestLabel && InternationalLabel.IsValid(label);
    }

    /// <summary>The label that an encoded one stands for, or null when it is none: wrong, not the canonical encoding, or of characters that are not allowed.</summary>
    private static string? Decode(ReadOnlySpan<char> label)
    {
        var encoded = label[AcePrefix.Length..].ToString();
        var decoded = Punycode.Decode(encoded);
        return decoded is not null && decoded.AsSpan().ContainsAnyExceptInRange('\0', '\x7F') &&
            string.Equals(Punycode.Encode(decoded), encoded, StringComparison.OrdinalIgnoreCase) && InternationalLabel.IsValid(decoded)
            ? decoded
            : null;
    }
}
