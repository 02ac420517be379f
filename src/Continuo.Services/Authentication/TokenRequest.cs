using System.Collections.Immutable;
using System.Net.Http;
using System.Text;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>The requests to an authority: for a token, and about one.</summary>
internal static class TokenRequest
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <param name="policy">What to ask for.</param>
    /// <param name="refresh">A refresh token of the authority, to be used instead of the policy's grant.</param>
    /// <param name="authority">Whom to ask.</param>
    /// <param name="now">When a signed assertion begins to be valid.</param>
    public static CallHop ForToken(TokenPolicy policy, string? refresh, AuthorityEndpoints authority, DateTimeOffset now)
    {
        var form = new JsonObject.Builder();
        if (refresh is null)
        {
            AddGrant(form, policy);
        }
        else
        {
            form.Set("grant_type", "refresh_token").Set("refresh_token", refresh);
        }

        if (!policy.Scopes.IsEmpty)
        {
            form.Set("scope", string.Join(' ', policy.Scopes));
        }

        if (!policy.Audiences.IsEmpty && refresh is null)
        {
            form.Set("audience", policy.Audiences is [var only] ? only : JsonArray.Own([.. policy.Audiences.Select(a => (JsonValue)a)]));
        }

        return Post(authority.Token, form, policy, authority, now, policy.IsJson);
    }

    /// <summary>RFC 7662; always a form.</summary>
    public static CallHop ForIntrospection(TokenPolicy policy, string token, AuthorityEndpoints authority, DateTimeOffset now) =>
        Post(authority.Introspection!, new JsonObject.Builder().Set("token", token).Set("token_type_hint", "access_token"), policy, authority, now, isJson: false);

    private static void AddGrant(JsonObject.Builder form, TokenPolicy policy)
    {
        form.Set("grant_type", policy.Grant);
        switch (policy.Grant)
        {
            case "password":
                form.Set("username", policy.Needed("username")).Set("password", policy.Needed("password"));
                break;
            case "refresh_token":
                form.Set("refresh_token", policy.Needed("subject", "token"));
                break;
            case "authorization_code":
                form.Set("code", policy.Needed("subject", "token"));
                break;
            case TokenPolicy.TokenExchange:
                form.Set("subject_token", policy.Needed("subject", "token")).Set("subject_token_type", policy.Needed("subject", "type"));
                if (policy.Properties["actor"].IsObject)
                {
                    form.Set("actor_token", policy.Needed("actor", "token")).Set("actor_token_type", policy.Needed("actor", "type"));
                }

                break;
        }
    }

    private static CallHop Post(Uri to, JsonObject.Builder form, TokenPolicy policy, AuthorityEndpoints authority, DateTimeOffset now, bool isJson)
    {
        var headers = ImmutableArray.CreateBuilder<CallHeader>();
        var client = policy.Client;
        if (client.Id is not null && client.Method != "client_secret_basic")
        {
            form.Set("client_id", client.Id);
        }

        switch (client.Method)
        {
            case "client_secret_post" when client.Secret is not null:
                form.Set("client_secret", client.Secret);
                break;
            case "client_secret_basic":
                // RFC 6749 section 2.3.1: both are encoded as in a form before they are joined.
                var pair = $"{CallText.FormEscape(client.Id!)}:{CallText.FormEscape(client.Secret!)}";
                Add("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}");
                break;
            case "client_secret_jwt" or "private_key_jwt":
                form.Set("client_assertion_type", JwtBearer).Set("client_assertion", client.Assertion ?? ClientAssertion.Sign(client.Id!, client.Secret!, authority.Issuer ?? authority.Token.AbsoluteUri, now));
                break;
        }

        Add("Accept", "application/json");
        Add("Content-Type", isJson ? "application/json" : Form);
        JsonValue whole = form.Build();
        return new CallHop(HttpMethod.Post, to, headers.ToImmutable(), isJson ? JsonWriter.WriteUtf8(whole) : Encoding.ASCII.GetBytes(CallText.Pairs(whole, CallText.FormEscape)));

        void Add(string name, string value) => headers.Add(CallHeaders.Checked(name, value, "***"));
    }
}
