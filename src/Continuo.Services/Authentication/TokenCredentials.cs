using System.Collections.Immutable;
using System.Net.Http;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>The access token of an authority; one that is refused is renewed once.</summary>
internal sealed class TokenCredentials : CallCredentials
{
    private readonly TokenPolicy _policy;
    private readonly TokenCache _tokens;
    private readonly CallSecrets _secrets;
    private IssuedToken _token;
    private bool _renewed;

    private TokenCredentials(TokenPolicy policy, TokenCache tokens, CallSecrets secrets, IssuedToken token)
    {
        (_policy, _tokens, _secrets, _token) = (policy, tokens, secrets, token);
        secrets.Issue(SymbolicText.AccessTokenName, token.Value);
    }

    public override CallHeader Header => CallHeaders.Checked("Authorization", $"{_token.Scheme} {_token.Value}", $"{_token.Scheme} {SymbolicText.AccessToken}");

    /// <summary>The token of this moment, for protocols that show it otherwise than in a header, and again before it expires.</summary>
    /// <exception cref="CallFailedException">There is none any more.</exception>
    public Task<IssuedToken> Current(CancellationToken cancellation) => _tokens.Get(_policy, cancellation);

    public static async ValueTask<TokenCredentials> Begin(TokenPolicy policy, TokenCache tokens, CallSecrets secrets, CancellationToken cancellation) =>
        new(policy, tokens, secrets, await tokens.Get(policy, cancellation));

    public override async ValueTask<CallHop?> Answer(CallHop refused, HttpResponseMessage refusal, CancellationToken cancellation)
    {
        if (_renewed)
        {
            return null;
        }

        _renewed = true;
        var old = _token.Value;
        _token = await _tokens.Renew(_policy, _token, cancellation);
        _secrets.Issue(SymbolicText.AccessTokenName, _token.Value);

        // The author may have put the token into headers of his own.
        var headers = refused.Headers.Select(h => h.IsSecret ? h with { Value = h.Value.Replace(old, _token.Value, StringComparison.Ordinal) } : h).ToImmutableArray();
        return WithAuthorization(refused with { Headers = headers }, Header);
    }
}
