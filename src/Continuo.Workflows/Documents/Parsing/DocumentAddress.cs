using System.Text.RegularExpressions;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Addresses of documents elsewhere: from what is written to the one that is asked.</summary>
internal static partial class DocumentAddress
{
    /// <summary>The runtime's own catalog, for calls of <c>name:version@default</c>.</summary>
    public const string DefaultCatalog = "catalog://default";

    /// <summary>The key of a document: an absolute address, or a path relative to the definition.</summary>
    /// <param name="from">The key of the document that refers to it; empty for the definition.</param>
    /// <param name="written">The reference.</param>
    public static string Resolve(string from, string written)
    {
        if (Scheme().IsMatch(written))
        {
            return Raw(written);
        }

        if (from.Length == 0 || written.StartsWith('/') && !Scheme().IsMatch(from))
        {
            return written;
        }

        return Scheme().IsMatch(from)
            ? Uri.TryCreate(from, UriKind.Absolute, out var start) && Uri.TryCreate(start, written, out var absolute) ? absolute.AbsoluteUri : written
            : from[..(from.LastIndexOf('/') + 1)] + written;
    }

    /// <summary>Why the address can be no document's; null when it can.</summary>
    public static string? Problem(string address)
    {
        if (!Scheme().IsMatch(address))
        {
            return Uri.TryCreate(address, UriKind.Relative, out _) && address.Length > 0 ? null : "it is no path";
        }

        return !Uri.TryCreate(address, UriKind.Absolute, out var uri) ? "it is no URI"
            : uri.Scheme is not ("http" or "https" or "file" or "catalog") ? $"the scheme '{uri.Scheme}' is none of http, https and file"
            : uri.UserInfo.Length > 0 ? "it holds credentials; write them as an authentication"
            : null;
    }

    /// <summary><c>file://app/greet.proto</c> names a host, and nobody means one: it is a relative path.</summary>
    public static string WithoutHost(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsFile && uri.Host.Length > 0 && uri.Host != "localhost" ? address["file://".Length..] : address;

    public static string InCatalog(string endpoint, string name, string version) =>
        $"{endpoint.TrimEnd('/')}/functions/{name}/{version}/function.yaml";

    /// <summary>The address that a call means, or null when it is just a name.</summary>
    public static string? OfCall(string call)
    {
        if (Scheme().IsMatch(call) && call.Contains("://", StringComparison.Ordinal))
        {
            return call;
        }

        if (!call.Contains('/', StringComparison.Ordinal))
        {
            return File().IsMatch(call) ? call : null;
        }

        var host = call[..call.IndexOf('/', StringComparison.Ordinal)];
        return host.Length > 0 && host[0] != '.' && host.Contains('.', StringComparison.Ordinal) ? OfHost(call) : call;
    }

    /// <summary><c>host/path@version</c>: on the forges the version is a branch or a tag, elsewhere a part of the path.</summary>
    private static string OfHost(string call)
    {
        if (Versioned().Match(call) is not { Success: true } match)
        {
            return $"https://{call}";
        }

        var (owner, version) = ($"{match.Groups["owner"]}/{match.Groups["repository"]}", match.Groups["version"].Value);
        var path = match.Groups["path"].Value.Trim('/');
        path = File().IsMatch(path) ? path : $"{path}/function.yaml".TrimStart('/');
        return match.Groups["host"].Value == "github.com"
            ? $"https://raw.githubusercontent.com/{owner}/{version}/{path}"
            : $"https://gitlab.com/{owner}/-/raw/{version}/{path}";
    }

    /// <summary>The text itself in the place of the page that a forge shows for it.</summary>
    private static string Raw(string address)
    {
        if (GitHub().Match(address) is { Success: true } github)
        {
            // Branches are named in full, so that a tag of the same name does not win; what looks like a version or a commit is none.
            var reference = github.Groups["ref"].Value;
            var full = Fixed().IsMatch(reference) ? reference : $"refs/heads/{reference}";
            return $"https://raw.githubusercontent.com/{github.Groups["repository"]}/{full}/{github.Groups["path"]}";
        }

        return GitHubCatalog().Match(address) is { Success: true } catalog
            ? $"https://raw.githubusercontent.com/{catalog.Groups["repository"]}/refs/heads/main/{catalog.Groups["path"]}"
            : GitLab().Replace(address, "${start}/-/raw/");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]+:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\.(ya?ml|json)\z", RegexOptions.IgnoreCase)]
    private static partial Regex File();

    [GeneratedRegex(@"^(?<host>github\.com|gitlab\.com)/(?<owner>[^/@]+)/(?<repository>[^/@]+)(?<path>/[^@]*)?@(?<version>[^@/]+)\z")]
    private static partial Regex Versioned();

    [GeneratedRegex(@"^https?://(www\.)?github\.com/(?<repository>[^/]+/[^/]+)/(blob|tree|raw)/(?<ref>[^/]+)/(?<path>.+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex GitHub();

    [GeneratedRegex(@"^https?://(www\.)?github\.com/(?<repository>[^/]+/[^/]+)/(?<path>functions/.+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex GitHubCatalog();

    [GeneratedRegex(@"^(?<start>https?://gitlab\.[^/]+/.+?)(/-)?/(blob|tree)/", RegexOptions.IgnoreCase)]
    private static partial Regex GitLab();

    [GeneratedRegex(@"^([0-9a-f]{40}|v?[0-9]+(\.[0-9]+)+.*)\z")]
    private static partial Regex Fixed();

    [GeneratedRegex(@"^(?<name>[^:@/\s]+):(?<version>[^:@/\s]+)@(?<catalog>[^:@/\s]+)\z")]
    public static partial Regex Cataloged();
}
