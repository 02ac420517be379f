using Continuo.Workflows.Json;

namespace Continuo.Services.Tests.Authentication;

/// <summary>Against an authority that others wrote.</summary>
public sealed class AuthorityTests(Authority authority) : IClassFixture<Authority>, IAsyncLifetime
{
    private readonly Caller _caller = new(secrets: [("login", "workflow-secret"), ("password", "lovelace")]);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    [Theory]
    [InlineData("client_secret_post", "form")]
    [InlineData("client_secret_basic", "application/x-www-form-urlencoded")]
    public async Task A_client_gets_a_token_that_the_service_takes(string method, string encoding)
    {
        var answer = await Call("oauth2", ("grant", "client_credentials"), ("client", Client(method)), ("request", JsonObject.Of(("encoding", encoding))), ("scopes", JsonArray.Of("orders")));

        Assert.Equal(("workflow", "orders"), (answer["subject"].String, answer["scopes"].String));
    }

    [Fact]
    public async Task A_user_gets_one_by_password()
    {
        var answer = await Call("oauth2", ("grant", "password"), ("client", Client("client_secret_post")), ("username", "ada"), ("password", Caller.Secret("password")));

        Assert.Equal("ada", answer["subject"].String);
    }

    [Fact]
    public async Task A_refresh_token_gets_one()
    {
        var refresh = await Ask("refresh_token", "offline_access");

        var answer = await Call("oauth2", ("grant", "refresh_token"), ("client", Client("client_secret_post")), ("subject", JsonObject.Of(("token", refresh), ("type", "refresh_token"))));

        Assert.Equal("ada by refresh_token", answer["subject"].String);
    }

    [Fact]
    public async Task A_token_is_exchanged_for_another()
    {
        var first = await Ask("access_token", "orders");

        var answer = await Call("oauth2",
            ("grant", "urn:ietf:params:oauth:grant-type:token-exchange"), ("client", Client("client_secret_post")),
            ("subject", JsonObject.Of(("token", first), ("type", "urn:ietf:params:oauth:token-type:access_token"))));

        Assert.Equal("ada by urn:ietf:params:oauth:grant-type:token-exchange", answer["subject"].String);
    }

    [Fact]
    public async Task A_client_may_sign_what_it_is()
    {
        var answer = await Call("oidc", ("grant", "client_credentials"), ("client", JsonObject.Of(("id", "signed"), ("authentication", "private_key_jwt"), ("assertion", authority.Assertion()))));

        Assert.Equal("signed", answer["subject"].String);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/oauth2/token")]
    public async Task The_token_endpoint_is_discovered(string path)
    {
        var answer = await Call("oidc", ("authority", authority.Address + path), ("grant", "client_credentials"), ("client", Client("client_secret_post")), ("issuers", JsonArray.Of($"{authority.Address}/")));

        Assert.Equal("workflow", answer["subject"].String);
    }

    [Fact]
    public async Task An_issuer_that_is_not_trusted_is_an_authentication_error()
    {
        var error = await _caller.Error(Arguments("oauth2", ("grant", "client_credentials"), ("client", Client("client_secret_post")), ("issuers", JsonArray.Of("https://other.example"))), "authentication");

        Assert.Contains("none of the policy's issuers", error.Detail);
    }

    [Fact]
    public async Task A_wrong_password_is_an_authentication_error_that_says_what_the_authority_said()
    {
        var error = await _caller.Error(Arguments("oauth2", ("grant", "password"), ("client", Client("client_secret_post")), ("username", "ada"), ("password", "guessed")), "authentication");

        Assert.Equal(401, error.Status);
        Assert.Contains("invalid_grant (No such user.)", error.Detail);
    }

    [Fact]
    public async Task A_wrong_client_is_an_authentication_error()
    {
        var error = await _caller.Error(Arguments("oauth2", ("grant", "client_credentials"), ("client", JsonObject.Of(("id", "workflow"), ("secret", "guessed")))), "authentication");

        Assert.Contains("invalid_client", error.Detail);
    }

    private static JsonObject Client(string method) => JsonObject.Of(("id", "workflow"), ("secret", Caller.Secret("login")), ("authentication", method));

    private async Task<JsonValue> Call(string scheme, params (string, JsonValue)[] properties) => await _caller.Result(Arguments(scheme, properties));

    private JsonValue Arguments(string scheme, params (string, JsonValue)[] properties) => Caller.Get(
        authority.Service,
        ("authentication", JsonObject.Of(("scheme", scheme), ("properties", JsonObject.Of(("authority", authority.Address)).Merge(JsonObject.Of(properties))))));

    /// <summary>A token got by hand.</summary>
    private async Task<string> Ask(string member, string scope)
    {
        using var client = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["client_id"] = "workflow",
            ["client_secret"] = "workflow-secret",
            ["username"] = "ada",
            ["password"] = "lovelace",
            ["scope"] = scope,
        });
        var answer = await client.PostAsync(new Uri($"{authority.Address}/oauth2/token"), form);
        return JsonValue.Parse(await answer.Content.ReadAsStringAsync())[member].String;
    }
}
