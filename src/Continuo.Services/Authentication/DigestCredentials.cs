using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using Continuo.Services.Calls;

namespace Continuo.Services.Authentication;

/// <summary>Answers the challenge of digest authentication, RFC 7616 with qop auth, and RFC 2617 and 2069 where the callee is older.</summary>
internal sealed class DigestCredentials(string username, string password, Func<string>? nonces = null) : CallCredentials
{
    private const string Count = "00000001";

    private readonly Func<string> _nonces = nonces ?? (() => RandomNumberGenerator.GetHexString(32, lowercase: true));

    public override ValueTask<CallHop?> Answer(CallHop refused, HttpResponseMessage refusal, CancellationToken cancellation)
    {
        if (DigestChallenge.Of(refusal) is not { } challenge)
        {
            return ValueTask.FromResult<CallHop?>(null);
        }

        // What the callee hashes is the address that it was asked for: behind the name of a service it may have another path.
        var asked = (refusal.RequestMessage?.RequestUri ?? refused.Uri).PathAndQuery;
        var header = CallHeaders.Checked("Authorization", $"Digest {Parameters(challenge, refused.Method.Method, asked)}", "Digest ***");
        return ValueTask.FromResult<CallHop?>(WithAuthorization(refused, header));
    }

    internal string Parameters(DigestChallenge challenge, string method, string uri)
    {
        var client = _nonces();
        var secret = Hash(challenge, $"{username}:{challenge.Realm}:{password}");
        if (challenge.IsSession)
        {
            secret = Hash(challenge, $"{secret}:{challenge.Nonce}:{client}");
        }

        var request = Hash(challenge, $"{method}:{uri}");
        var response = Hash(challenge, challenge.HasAuth ? $"{secret}:{challenge.Nonce}:{Count}:{client}:auth:{request}" : $"{secret}:{challenge.Nonce}:{request}");
        var text = new StringBuilder(User(challenge))
            .Append($", realm=\"{Quote(challenge.Realm)}\", nonce=\"{Quote(challenge.Nonce)}\", uri=\"{uri}\", response=\"{response}\"");
        if (challenge.Algorithm is { } algorithm)
        {
            text.Append($", algorithm={algorithm}");
        }

        if (challenge.HasAuth || challenge.IsSession)
        {
            text.Append($", qop=auth, nc={Count}, cnonce=\"{client}\"");
        }

        if (challenge.Opaque is { } opaque)
        {
            text.Append($", opaque=\"{Quote(opaque)}\"");
        }

        return challenge.HashesUser ? text.Append(", userhash=true").ToString() : text.ToString();
    }

    private string User(DigestChallenge challenge) =>
        challenge.HashesUser ? $"username=\"{Hash(challenge, $"{username}:{challenge.Realm}")}\""
        : username.All(char.IsAscii) ? $"username=\"{Quote(username)}\""
        : $"username*=UTF-8''{Uri.EscapeDataString(username)}";

    private static string Quote(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "The protocol asks for it, and the callee chooses.")]
    private static string Hash(DigestChallenge challenge, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(challenge.IsSha256 ? SHA256.HashData(bytes) : MD5.HashData(bytes));
    }
}
