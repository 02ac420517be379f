using System.Buffers;

namespace Continuo.Workflows.Schemas.Formats;

/// <summary>URIs and references (RFC 3986), and the same with characters beyond ASCII (RFC 3987).</summary>
internal static class UriFormats
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string Delimiters = "!$&'()*+,;=";

    private static readonly SearchValues<char> s_host = SearchValues.Create(Unreserved + Delimiters);
    private static readonly SearchValues<char> s_user = SearchValues.Create(Unreserved + Delimiters + ":");
    private static readonly SearchValues<char> s_path = SearchValues.Create(Unreserved + Delimiters + ":@/");
    private static readonly SearchValues<char> s_query = SearchValues.Create(Unreserved + Delimiters + ":@/?");

    public static bool IsUri(ReadOnlySpan<char> text, bool isInternational)
    {
        var uri = UriReference.Split(text.ToString());
        return uri.Scheme is not null && IsReference(uri, isInternational);
    }

    public static bool IsReference(ReadOnlySpan<char> text, bool isInternational) => IsReference(UriReference.Split(text.ToString()), isInternational);

    private static bool IsReference(UriReference uri, bool isInternational)
    {
        if (uri.Scheme is null && uri.Authority is null)
        {
            // A colon in the first segment would make it a scheme.
            var colon = uri.Path.IndexOf(':', StringComparison.Ordinal);
            var slash = uri.Path.IndexOf('/', StringComparison.Ordinal);
            if (colon >= 0 && (slash < 0 || colon < slash))
            {
                return false;
            }
        }

        return (uri.Authority is null || IsAuthority(uri.Authority, isInternational)) && HasOnly(uri.Path, s_path, isInternational, isPrivate: false) &&
            (uri.Query is null || HasOnly(uri.Query, s_query, isInternational, isPrivate: true)) &&
            (uri.Fragment is null || HasOnly(uri.Fragment, s_query, isInternational, isPrivate: false));
    }

    private static bool IsAuthority(ReadOnlySpan<char> authority, bool isInternational)
    {
        var at = authority.IndexOf('@');
        if (at >= 0 && !HasOnly(authority[..at], s_user, isInternational, isPrivate: false))
        {
            return false;
        }

        var host = authority[(at + 1)..];
        var portFrom = host.StartsWith("[") ? host.IndexOf(']') + 1 : host.IndexOf(':');
        if (portFrom < 0)
        {
            portFrom = host.Length;
        }

        var port = host[portFrom..];
        host = host[..portFrom];
        return (port.IsEmpty || (port[0] == ':' && !port[1..].ContainsAnyExceptInRange('0', '9'))) &&
            (host is ['[', .., ']'] ? IsLiteral(host[1..^1]) : HasOnly(host, s_host, isInternational, isPrivate: false));
    }

    private static bool IsLiteral(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty || host[0] is not ('v' or 'V'))
        {
            return AddressFormats.IsIpv6(host);
        }

        var dot = host.IndexOf('.');
        if (dot < 2 || dot + 1 == host.Length || host[(dot + 1)..].ContainsAnyExcept(s_user))
        {
            return false;
        }

        foreach (var c in host[1..dot])
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasOnly(ReadOnlySpan<char> text, SearchValues<char> allowed, bool isInternational, bool isPrivate)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    return false;
                }

                i += 2;
            }
            else if (!allowed.Contains(c) && !(isInternational && IsInternational(c, isPrivate)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Beyond ASCII and its controls; the private areas are for queries only.</summary>
    private static bool IsInternational(char c, bool isPrivate) => c switch
    {
        < '\u00A0' => false,
        >= '\uE000' and <= '\uF8FF' => isPrivate,
        >= '\uFFF0' => false,
        >= '\uFDD0' and <= '\uFDEF' => false,
        _ => true,
    };
}
