using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents;

/// <summary>How a call proves who it is.</summary>
public abstract record AuthenticationPolicy
{
    private AuthenticationPolicy()
    {
    }

    public sealed record Basic(ValueTemplate Username, ValueTemplate Password) : AuthenticationPolicy;

    public sealed record Bearer(ValueTemplate Token) : AuthenticationPolicy;

    public sealed record Digest(ValueTemplate Username, ValueTemplate Password) : AuthenticationPolicy;

    /// <summary>An access token that an authority issues.</summary>
    /// <param name="Scheme"><c>oauth2</c> or <c>oidc</c>.</param>
    /// <param name="Authority">Who issues it.</param>
    /// <param name="Properties">Everything else, as the language names it: an object.</param>
    public sealed record Issued(string Scheme, EndpointTemplate Authority, ValueTemplate Properties) : AuthenticationPolicy;

    /// <summary>The secret <paramref name="Name"/> holds the scheme's properties.</summary>
    /// <param name="Scheme"><c>basic</c>, <c>bearer</c>, <c>digest</c>, <c>oauth2</c> or <c>oidc</c>.</param>
    /// <param name="Name">The secret's name.</param>
    public sealed record FromSecret(string Scheme, string Name) : AuthenticationPolicy;
}
