using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>What to ask an authority for, and as whom. Holds secrets: it lives as long as a call does.</summary>
internal sealed record TokenPolicy
{
    public const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    private static readonly string[][] s_credentials =
        [["client", "id"], ["client", "secret"], ["client", "assertion"], ["username"], ["password"], ["subject", "token"], ["actor", "token"]];

    /// <summary><c>oauth2</c> or <c>oidc</c>.</summary>
    public required string Scheme { get; init; }

    public required Uri Authority { get; init; }

    public required string Grant { get; init; }

    public required TokenClient Client { get; init; }

    /// <summary>Everything else, as the language names it.</summary>
    public required JsonValue Properties { get; init; }

    /// <summary>The same for the same policy with the same credentials, and nothing can be told from it.</summary>
    public required string Key { get; init; }

    public bool IsJson { get; init; }

    public ImmutableArray<string> Issuers => Texts("issuers");

    public ImmutableArray<string> Scopes => Texts("scopes");

    public ImmutableArray<string> Audiences => Texts("audiences");

    /// <exception cref="CallFailedException">The properties are not those of an authentication; those of a secret are seen here first.</exception>
    /// <exception cref="SecretMissingException">A secret is not there.</exception>
    public static TokenPolicy Read(JsonValue authentication, CallSecrets secrets)
    {
        var scheme = authentication["scheme"].String;
        var properties = Resolve(authentication["properties"], secrets);
        if (!properties.IsObject)
        {
            throw Wrong(scheme, "must be an object of its properties");
        }

        var grant = properties["grant"].AsString ?? throw Wrong(scheme, "has no grant");
        if (grant is not ("client_credentials" or "password" or "refresh_token" or "authorization_code" or TokenExchange))
        {
            throw Wrong(scheme, $"has the grant '{grant}', which is none of the standard's");
        }

        if (!Uri.TryCreate(properties["authority"].AsString, UriKind.Absolute, out var authority) || authority.Scheme is not ("http" or "https"))
        {
            throw Wrong(scheme, "has no authority that is an absolute http or https address");
        }

        return new TokenPolicy
        {
            Scheme = scheme,
            Authority = authority,
            Grant = grant,
            Client = TokenClient.Read(properties["client"], scheme),
            Properties = properties,
            IsJson = properties["request"]["encoding"].AsString is "application/json" or "json",
            Key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{scheme} {properties}"))),
        };
    }

    /// <summary>A secret may hold the whole policy. Its scopes and the like are then no secrets: masked, they would tear words out of every answer.</summary>
    private static JsonValue Resolve(JsonValue given, CallSecrets secrets)
    {
        if (!given.IsSymbolic)
        {
            return secrets.Resolve(given);
        }

        var whole = given.Symbolic;
        var properties = secrets.Reveal(whole);
        foreach (var path in s_credentials)
        {
            var (value, symbolic) = (properties, whole);
            foreach (var step in path)
            {
                (value, symbolic) = (value[step], symbolic.Member(step)!);
            }

            if (!value.IsNull)
            {
                secrets.Resolve(symbolic);
            }
        }

        return properties;
    }

    /// <summary>A text that the grant cannot do without.</summary>
    public string Needed(params ReadOnlySpan<string> path)
    {
        var value = Properties;
        foreach (var step in path)
        {
            value = value[step];
        }

        return value.AsString ?? throw Wrong(Scheme, $"has no {string.Join('.', path.ToArray())}, which the grant {Grant} needs");
    }

    public static CallFailedException Wrong(string scheme, string problem) => new(CallErrors.Configuration($"The {scheme} authentication {problem}."));

    private ImmutableArray<string> Texts(string name) => Properties[name].AsArray is { } items ? [.. items.Select(CallText.Of)] : Properties[name].AsString is { } one ? [one] : [];
}
