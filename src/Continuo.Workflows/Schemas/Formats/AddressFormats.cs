using System.Globalization;

namespace Continuo.Workflows.Schemas.Formats;

/// <summary>IP addresses: four decimal numbers (RFC 2673), and eight groups (RFC 4291).</summary>
internal static class AddressFormats
{
    private const int Groups = 8;

    public static bool IsIpv4(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var part in text.Split('.'))
        {
            var octet = text[part];
            if (++count > 4 || octet.Length is 0 or > 3 || octet.ContainsAnyExceptInRange('0', '9') || (octet.Length > 1 && octet[0] == '0') ||
                int.Parse(octet, CultureInfo.InvariantCulture) > 255)
            {
                return false;
            }
        }

        return count == 4;
    }

    public static bool IsIpv6(ReadOnlySpan<char> text)
    {
        var gap = text.IndexOf("::");
        if (gap < 0)
        {
            return Count(text, mayEndInIpv4: true) == Groups;
        }

        var before = text[..gap];
        var after = text[(gap + 2)..];
        var first = before.IsEmpty ? 0 : Count(before, mayEndInIpv4: false);
        var last = after.IsEmpty ? 0 : Count(after, mayEndInIpv4: true);
        return first >= 0 && last >= 0 && first + last < Groups;
    }

    /// <summary>The groups, or -1 when one is wrong. An IPv4 address at the end stands for two.</summary>
    private static int Count(ReadOnlySpan<char> text, bool mayEndInIpv4)
    {
        var count = 0;
        foreach (var part in text.Split(':'))
        {
            var group = text[part];
            if (mayEndInIpv4 && part.End.Value == text.Length && group.Contains('.'))
            {
                return IsIpv4(group) ? count + 2 : -1;
            }

            if (group.Length is 0 or > 4 || ++count > Groups)
            {
                return -1;
            }

            foreach (var c in group)
            {
                if (!char.IsAsciiHexDigit(c))
                {
                    return -1;
                }
            }
        }

        return count;
    }
}
