using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>Makes credentials of the authentication in the arguments of an effect.</summary>
internal sealed class CallAuthentication(TokenCache tokens)
{
    /// <summary>The credentials of one call; null when it has no authentication. An access token is known to <paramref name="secrets"/> afterwards.</summary>
    /// <exception cref="CallFailedException">The authentication is incomplete, or the authority gave no token.</exception>
    /// <exception cref="SecretMissingException">A secret is not there.</exception>
    public async ValueTask<CallCredentials?> Begin(JsonValue authentication, CallSecrets secrets, CancellationToken cancellation) => authentication["scheme"].AsString switch
    {
        null when authentication.IsNull => null,
        "basic" => HeaderCredentials.Basic(authentication, secrets),
        "bearer" => HeaderCredentials.Bearer(authentication, secrets),
        "digest" => new DigestCredentials(Credential.Of(authentication, "username", secrets), Credential.Of(authentication, "password", secrets)),
        "oauth2" or "oidc" => await TokenCredentials.Begin(TokenPolicy.Read(authentication, secrets), tokens, secrets, cancellation),
        var other => throw new CallFailedException(CallErrors.Configuration($"The authentication scheme '{other}' is none of basic, bearer, digest, oauth2 and oidc.")),
    };
}
