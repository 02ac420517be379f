using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>Finds the endpoints of an authority: named by an oauth2 policy, published by an authority of OpenID Connect.</summary>
internal sealed class AuthorityDirectory(CallTransport transport, TimeProvider time)
{
    private const string WellKnown = "/.well-known/";
    private const int LongestDocument = 1 << 20;
    private const int MostAuthorities = 1_000;

    // Endpoints move about as often as hosts do; a wrong answer is forgotten with the process at the latest.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Uri, (AuthorityEndpoints Endpoints, DateTimeOffset Until)> _found = new();

    /// <exception cref="CallFailedException">The authority does not say where it is to be asked.</exception>
    public async Task<AuthorityEndpoints> Find(TokenPolicy policy, CancellationToken cancellation)
    {
        if (policy.Scheme == "oauth2")
        {
            var named = policy.Properties["endpoints"];
            return new AuthorityEndpoints(
                Below(policy.Authority, named["token"].AsString ?? "/oauth2/token"),
                Below(policy.Authority, named["introspection"].AsString ?? "/oauth2/introspect"),
                null);
        }

        if (_found.TryGetValue(policy.Authority, out var known) && known.Until > time.GetUtcNow())
        {
            return known.Endpoints;
        }

        var endpoints = await Discover(policy.Authority, cancellation);
        if (_found.Count >= MostAuthorities)
        {
            _found.Clear();
        }

        _found[policy.Authority] = (endpoints, time.GetUtcNow() + s_lifetime);
        return endpoints;
    }

    private async Task<AuthorityEndpoints> Discover(Uri authority, CancellationToken cancellation)
    {
        var isDocument = authority.AbsolutePath.Contains(WellKnown, StringComparison.Ordinal);
        var address = isDocument ? authority : Below(authority, WellKnown + "openid-configuration");
        var hop = new CallHop(HttpMethod.Get, address, [new CallHeader("Accept", "application/json", "application/json", IsSecret: false)], null);
        var (answer, _) = await transport.Send(new CallPlan(hop, address.AbsoluteUri, CallOutput.Raw, Redirect: true), null, cancellation);
        using (answer)
        {
            if (answer.IsSuccessStatusCode)
            {
                var (bytes, _) = await AnswerBody.Read(answer.Content, LongestDocument, cancellation);
                if (Read(bytes, address) is { } endpoints)
                {
                    return endpoints;
                }
            }

            // Many documents in the wild name the token endpoint itself as the authority.
            return isDocument || (int)answer.StatusCode >= 500
                ? throw new CallFailedException(CallErrors.Authentication($"{address} does not say where tokens are issued: it answered {(int)answer.StatusCode} without a token_endpoint."))
                : new AuthorityEndpoints(authority, null, null);
        }
    }

    private static AuthorityEndpoints? Read(byte[] bytes, Uri address)
    {
        JsonValue document;
        try
        {
            document = JsonValue.Parse(bytes);
        }
        catch (JsonSyntaxException)
        {
            return null;
        }

        return Address("token_endpoint") is { } token ? new AuthorityEndpoints(token, Address("introspection_endpoint"), document["issuer"].AsString) : null;

        Uri? Address(string member) =>
            document[member].AsString is { } text && Uri.TryCreate(address, text, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
    }

    private static Uri Below(Uri authority, string path)
    {
        if (Uri.TryCreate(path, UriKind.Absolute, out var whole) && whole.Scheme is "http" or "https")
        {
            return whole;
        }

        return new Uri($"{authority.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path.TrimStart('/')}{authority.Query}");
    }
}
