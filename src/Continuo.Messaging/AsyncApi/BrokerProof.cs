using Continuo.Messaging.Brokers;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Messaging.AsyncApi;

/// <summary>How a call proves to a broker who it is: by user and password, by a token, or over HTTP by answering what the broker asks.</summary>
internal sealed class BrokerProof(CallAuthentication authentications, TimeProvider time)
{
    /// <summary>A token that comes without its end is taken for one of a day; a broker that knows better ends the connection.</summary>
    private static readonly TimeSpan s_unsaid = TimeSpan.FromDays(1);

    /// <exception cref="CallFailedException">The protocol cannot carry the authentication, or the authority gave no token.</exception>
    public async ValueTask<BrokerTarget> Prove(BrokerTarget target, IBroker broker, JsonValue authentication, CallSecrets secrets, CancellationToken cancellation)
    {
        var scheme = authentication["scheme"].AsString;
        if (scheme is null)
        {
            return target;
        }

        if (scheme == "digest" && !broker.HasChallenges)
        {
            throw new CallFailedException(CallErrors.Configuration($"The protocol {target.Protocol} has no challenge that digest could answer: use basic, bearer, oauth2 or oidc."));
        }

        var credentials = await authentications.Begin(authentication, secrets, cancellation);
        target = target with { Credentials = credentials };
        if (credentials is TokenCredentials tokens)
        {
            return target with { Token = (await tokens.Current(cancellation)).Value, Current = tokens.Current };
        }

        if (scheme == "bearer")
        {
            var token = Credential.Of(authentication, "token", secrets);
            return target with { Token = token, Current = _ => Task.FromResult(new IssuedToken(token, "Bearer", time.GetUtcNow() + s_unsaid, null)) };
        }

        return scheme == "basic"
            ? target with { Username = Credential.Of(authentication, "username", secrets), Password = Credential.Of(authentication, "password", secrets) }
            : target;
    }
}
