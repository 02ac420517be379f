using System.Buffers;

namespace Continuo.Workflows.Schemas.Formats;

/// <summary>Mailboxes of RFC 5321, and of RFC 6531 with any character beyond ASCII.</summary>
internal static class EmailFormat
{
    private static readonly SearchValues<char> s_atom =
        SearchValues.Create("!#$%&'*+-/0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~.");

    public static bool IsEmail(ReadOnlySpan<char> text, bool isInternational)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && IsLocal(text[..at], isInternational) && IsDomain(text[(at + 1)..], isInternational);
    }

    private static bool IsLocal(ReadOnlySpan<char> local, bool isInternational)
    {
        if (local[0] == '"')
        {
            return local.Length > 1 && local[^1] == '"' && IsQuoted(local[1..^1], isInternational);
        }

        foreach (var c in local)
        {
            if (!s_atom.Contains(c) && !(isInternational && c > '\x7F'))
            {
                return false;
            }
        }

        return local[0] != '.' && local[^1] != '.' && local.IndexOf("..") < 0;
    }

    private static bool IsQuoted(ReadOnlySpan<char> text, bool isInternational)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return false;
            }

            if (i >= text.Length || text[i] < ' ' || (text[i] > '~' && !(isInternational && text[i] > '\x7F')))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain, bool isInternational)
    {
        if (domain is ['[', .., ']'])
        {
            var literal = domain[1..^1];
            return literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? AddressFormats.IsIpv6(literal[5..]) : AddressFormats.IsIpv4(literal);
        }

        // Mail servers normalize what people write, so only the shape counts beyond ASCII.
        return isInternational && domain.ContainsAnyExceptInRange('\0', '\x7F') ? HostFormats.HasLabels(domain) : HostFormats.IsHostname(domain);
    }
}
