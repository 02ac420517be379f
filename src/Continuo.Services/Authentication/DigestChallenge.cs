using System.Net.Http;

namespace Continuo.Services.Authentication;

/// <summary>One challenge of a <c>WWW-Authenticate</c> header, RFC 7616.</summary>
internal sealed class DigestChallenge
{
    private readonly Dictionary<string, string> _parameters;

    private DigestChallenge(Dictionary<string, string> parameters) => _parameters = parameters;

    /// <summary>As the callee wrote it; null stands for MD5.</summary>
    public string? Algorithm => Find("algorithm");

    public string Realm => Find("realm") ?? "";

    public string Nonce => Find("nonce") ?? "";

    public string? Opaque => Find("opaque");

    /// <summary>Whether the callee takes qop=auth; without any qop it speaks the older RFC 2069.</summary>
    public bool HasAuth => Find("qop")?.Split(',').Any(q => q.Trim().Equals("auth", StringComparison.OrdinalIgnoreCase)) == true;

    public bool HasQop => Find("qop") is not null;

    public bool HashesUser => "true".Equals(Find("userhash"), StringComparison.OrdinalIgnoreCase);

    public bool IsSession => Algorithm?.EndsWith("-sess", StringComparison.OrdinalIgnoreCase) == true;

    public bool IsSha256 => Algorithm?.StartsWith("SHA-256", StringComparison.OrdinalIgnoreCase) == true;

    private bool IsKnown => Nonce.Length > 0 && (HasAuth || !HasQop)
        && (Algorithm ?? "MD5").ToUpperInvariant() is "MD5" or "MD5-SESS" or "SHA-256" or "SHA-256-SESS";

    /// <summary>The strongest challenge that can be answered; null when there is none.</summary>
    public static DigestChallenge? Of(HttpResponseMessage refusal) => !refusal.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values)
        ? null
        : values.SelectMany(Read).Where(challenge => challenge.IsKnown).OrderByDescending(challenge => challenge.IsSha256).FirstOrDefault();

    /// <summary>One header may hold several challenges, of several schemes; commas separate them, and the parameters of each too.</summary>
    internal static IEnumerable<DigestChallenge> Read(string header)
    {
        DigestChallenge? current = null;
        foreach (var part in Split(header))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var space = part.IndexOf(' ', StringComparison.Ordinal);
            var parameter = part;
            if (equals < 0 || (space > 0 && space < equals && part[..space].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            {
                if (current is not null)
                {
                    yield return current;
                }

                var scheme = space < 0 ? part : part[..space];
                parameter = space < 0 ? "" : part[(space + 1)..].Trim();
                current = scheme.Equals("Digest", StringComparison.OrdinalIgnoreCase) ? new DigestChallenge(new(StringComparer.OrdinalIgnoreCase)) : null;
            }

            current?.Add(parameter);
        }

        if (current is not null)
        {
            yield return current;
        }
    }

    private void Add(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            var value = parameter[(equals + 1)..].Trim();
            _parameters[parameter[..equals].Trim()] = value is ['"', .. var inner, '"'] ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : value;
        }
    }

    private static IEnumerable<string> Split(string header)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i <= header.Length; i++)
        {
            if (i < header.Length && header[i] == '"' && (i == 0 || header[i - 1] != '\\'))
            {
                quoted = !quoted;
            }

            if (i == header.Length || (header[i] == ',' && !quoted))
            {
                if (header[start..i].Trim() is { Length: > 0 } part)
                {
                    yield return part;
                }

                start = i + 1;
            }
        }
    }

    private string? Find(string name) => _parameters.GetValueOrDefault(name);
}
