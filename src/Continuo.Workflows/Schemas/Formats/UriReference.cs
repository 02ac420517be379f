using System.Text;

namespace Continuo.Workflows.Schemas.Formats;

/// <summary>A URI reference in its parts, and its resolution against a base (RFC 3986, section 5), without the changes that <see cref="Uri"/> makes.</summary>
internal sealed record UriReference(string? Scheme, string? Authority, string Path, string? Query, string? Fragment)
{
    public static UriReference Split(string text)
    {
        var rest = text.AsSpan();
        string? fragment = null, query = null, authority = null, scheme = null;
        var mark = rest.IndexOf('#');
        if (mark >= 0)
        {
            fragment = rest[(mark + 1)..].ToString();
            rest = rest[..mark];
        }

        var colon = rest.IndexOfAny(":/?");
        if (colon > 0 && rest[colon] == ':' && IsScheme(rest[..colon]))
        {
            scheme = rest[..colon].ToString();
            rest = rest[(colon + 1)..];
        }

        mark = rest.IndexOf('?');
        if (mark >= 0)
        {
            query = rest[(mark + 1)..].ToString();
            rest = rest[..mark];
        }

        if (rest.StartsWith("//"))
        {
            rest = rest[2..];
            mark = rest.IndexOf('/');
            authority = (mark < 0 ? rest : rest[..mark]).ToString();
            rest = mark < 0 ? default : rest[mark..];
        }

        return new(scheme, authority, rest.ToString(), query, fragment);
    }

    /// <summary>The absolute address that <paramref name="reference"/> means where <paramref name="address"/> is the base.</summary>
    public static string Resolve(string address, string reference)
    {
        var given = Split(reference);
        if (given.Scheme is not null)
        {
            return (given with { Path = WithoutDots(given.Path) }).ToString();
        }

        var start = Split(address);
        if (given.Authority is not null)
        {
            return (given with { Scheme = start.Scheme, Path = WithoutDots(given.Path) }).ToString();
        }

        if (given.Path.Length == 0)
        {
            return (start with { Query = given.Query ?? start.Query, Fragment = given.Fragment }).ToString();
        }

        var path = given.Path[0] == '/' ? given.Path : start.Path[..(start.Path.LastIndexOf('/') + 1)] + given.Path;
        if (start.Authority is not null && path[0] != '/')
        {
            path = "/" + path;
        }

        return (start with { Path = WithoutDots(path), Query = given.Query, Fragment = given.Fragment }).ToString();
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Scheme).Append(Scheme is null ? "" : ":");
        text.Append(Authority is null ? "" : "//").Append(Authority).Append(Path);
        text.Append(Query is null ? "" : "?").Append(Query);
        return text.Append(Fragment is null ? "" : "#").Append(Fragment).ToString();
    }

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(text[0]);
    }

    private static string WithoutDots(string path)
    {
        if (!path.Contains('.', StringComparison.Ordinal))
        {
            return path;
        }

        var segments = path.Split('/');
        var kept = new List<string>(segments.Length);
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            if (segments[i] is "." or "..")
            {
                if (segments[i] == ".." && kept.Count > 0 && !(kept.Count == 1 && kept[0].Length == 0))
                {
                    kept.RemoveAt(kept.Count - 1);
                }

                if (isLast)
                {
                    kept.Add("");
                }
            }
            else
            {
                kept.Add(segments[i]);
            }
        }

        return string.Join('/', kept);
    }
}
