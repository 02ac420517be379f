using Continuo.Workflows.Json;
using Microsoft.Extensions.Time.Testing;

namespace Continuo.Services.Tests.Authentication;

public sealed class TokenTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Caller _caller;
    private TokenStub _stub = null!;

    public TokenTests() => _caller = new Caller(time: _time, secrets: [("half", JsonObject.Of(("grant", "client_credentials")))]);

    public async ValueTask InitializeAsync() => _stub = await TokenStub.Start();

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Fact]
    public async Task A_token_is_asked_for_once_while_it_is_valid()
    {
        await Call();
        await Call();
        _time.Advance(TimeSpan.FromMinutes(59));
        await Call();
        _time.Advance(TimeSpan.FromMinutes(1));
        await Call();

        Assert.Equal(["Bearer token-1", "Bearer token-1", "Bearer token-1", "Bearer token-2"], _stub.ServiceTokens);
    }

    [Fact]
    public async Task Calls_at_the_same_time_share_one_request_for_a_token()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Call()));

        Assert.Single(_stub.Forms);
    }

    [Fact]
    public async Task Another_policy_has_another_token()
    {
        await Call();
        await Call(("scopes", JsonArray.Of("more")));

        Assert.Equal(["Bearer token-1", "Bearer token-2"], _stub.ServiceTokens);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once()
    {
        _stub.Takes = token => token != "token-1";

        var answer = await Call();

        Assert.Equal(["Bearer token-1", "Bearer token-2"], _stub.ServiceTokens);
        Assert.Equal("Bearer [secret $authorization]", answer["echo"].String);
    }

    [Fact]
    public async Task A_service_that_refuses_the_new_token_too_is_a_communication_error()
    {
        _stub.Takes = _ => false;

        var error = await _caller.Error(Arguments(), "communication");

        Assert.Equal((401, 2), (error.Status, _stub.ServiceTokens.Count));
    }

    [Fact]
    public async Task A_refresh_token_renews_without_the_grant_and_the_grant_when_it_is_used_up()
    {
        _stub.Token = n => JsonObject.Of(("access_token", $"token-{n}"), ("expires_in", 60), ("refresh_token", $"refresh-{n}"));
        await Call();
        _time.Advance(TimeSpan.FromMinutes(2));
        await Call();
        _time.Advance(TimeSpan.FromMinutes(2));
        _stub.Token = n => n == 3 ? JsonObject.Of(("error", "invalid_grant")) : JsonObject.Of(("access_token", $"token-{n}"));
        await Call();

        Assert.Equal(
            ["grant_type=client_credentials&client_id=me", "grant_type=refresh_token&refresh_token=refresh-1&client_id=me", "grant_type=refresh_token&refresh_token=refresh-2&client_id=me", "grant_type=client_credentials&client_id=me"],
            _stub.Forms);
    }

    [Fact]
    public async Task The_request_may_be_json()
    {
        await Call(("request", JsonObject.Of(("encoding", "application/json"))), ("scopes", JsonArray.Of("a", "b")), ("audiences", JsonArray.Of("x", "y")));

        Assert.Equal("""{"grant_type":"client_credentials","scope":"a b","audience":["x","y"],"client_id":"me"}""", Assert.Single(_stub.Forms));
    }

    [Fact]
    public async Task A_form_repeats_the_audience()
    {
        await Call(("scopes", JsonArray.Of("a", "b")), ("audiences", JsonArray.Of("x", "y")));

        Assert.Equal("grant_type=client_credentials&scope=a+b&audience=x&audience=y&client_id=me", Assert.Single(_stub.Forms));
    }

    [Fact]
    public async Task A_client_may_prove_itself_by_a_jwt_that_its_secret_signs()
    {
        await Call(("client", JsonObject.Of(("id", "me"), ("secret", "long-enough-secret"), ("authentication", "client_secret_jwt"))));

        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Assert.Single(_stub.Forms));
        var claims = JsonValue.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(form["client_assertion"].ToString().Split('.')[1]));
        Assert.Equal(("me", "me", $"{_stub.Address}/oauth2/token"), (claims["iss"].String, claims["sub"].String, claims["aud"].String));
        Assert.False(form.ContainsKey("client_secret"));
    }

    [Fact]
    public async Task Endpoints_are_relative_to_the_authority()
    {
        await Call(("authority", $"{_stub.Address}/realms/a/"), ("endpoints", JsonObject.Of(("token", "/auth/token"))));

        Assert.Contains(_stub.Callee.Seen, seen => seen.PathAndQuery == "/realms/a/auth/token");
    }

    [Fact]
    public async Task A_discovered_endpoint_is_remembered()
    {
        _stub.DiscoveryStatus = 200;
        await _caller.Result(Arguments("oidc"));
        await _caller.Result(Arguments("oidc", ("scopes", JsonArray.Of("x"))));

        Assert.Single(_stub.Callee.Seen, seen => seen.PathAndQuery == "/.well-known/openid-configuration");
        Assert.Equal(2, _stub.Callee.Seen.Count(seen => seen.PathAndQuery == "/found/token"));
    }

    [Fact]
    public async Task An_authority_that_fails_is_an_authentication_error()
    {
        _stub.DiscoveryStatus = 503;

        var error = await _caller.Error(Arguments("oidc"), "authentication");

        Assert.Contains("answered 503", error.Detail);
    }

    [Fact]
    public async Task An_authority_that_is_not_there_is_an_authentication_error()
    {
        var error = await _caller.Error(Arguments("oauth2", ("authority", "http://127.0.0.1:1")), "authentication");

        Assert.Equal(401, error.Status);
        Assert.Empty(_stub.ServiceTokens);
    }

    [Fact]
    public async Task An_answer_without_a_token_is_an_authentication_error()
    {
        _stub.Token = _ => JsonObject.Of(("hello", true));

        var error = await _caller.Error(Arguments(), "authentication");

        Assert.Contains("without an access_token", error.Detail);
    }

    [Fact]
    public async Task A_secret_that_holds_half_a_policy_is_a_configuration_error()
    {
        var error = await _caller.Error(Caller.Get($"{_stub.Address}/service", ("authentication", JsonObject.Of(("scheme", "oauth2"), ("properties", Caller.Secret("half"))))), "configuration");

        Assert.Contains("no authority", error.Detail);
    }

    [Fact]
    public async Task Of_a_secret_that_holds_the_policy_only_the_credentials_are_masked()
    {
        _stub.Token = n => JsonObject.Of(("error", "client_credentials for whole-secret is refused"));
        _stub.TokenStatus = 400;
        await using var caller = new Caller(secrets: [("whole", JsonObject.Of(("authority", _stub.Address), ("grant", "client_credentials"), ("client", JsonObject.Of(("id", "me"), ("secret", "whole-secret")))))]);

        var error = await caller.Error(Caller.Get($"{_stub.Address}/service", ("authentication", JsonObject.Of(("scheme", "oauth2"), ("properties", Caller.Secret("whole"))))), "authentication");

        Assert.Contains($"{_stub.Address}/oauth2/token", error.Detail);
        Assert.Contains("client_credentials for [secret whole.client.secret] is refused", error.Detail);
    }

    [Fact]
    public async Task The_token_may_stand_in_the_arguments_of_its_call()
    {
        var arguments = Arguments().AsObject!.With("headers", JsonObject.Of(("X-Token", SymbolicText.AccessToken))).With("output", "response");

        var answer = await _caller.Result(arguments);

        Assert.Equal("token-1", _stub.Callee.Last.Header("X-Token"));
        Assert.Equal("[secret $authorization]", answer["request"]["headers"]["X-Token"].String);
        Assert.Equal("Bearer [secret $authorization]", answer["request"]["headers"]["Authorization"].String);
    }

    [Fact]
    public async Task The_token_of_another_call_is_not_known()
    {
        var error = await _caller.Error(Caller.Get($"{_stub.Address}/service", ("headers", JsonObject.Of(("X-Token", SymbolicText.AccessToken)))), "authorization");

        Assert.Contains("only while that call is performed", error.Detail);
    }

    private Task<JsonValue> Call(params (string, JsonValue)[] properties) => _caller.Result(Arguments("oauth2", properties));

    private JsonValue Arguments(string scheme = "oauth2", params (string, JsonValue)[] properties)
    {
        var usual = JsonObject.Of(("authority", _stub.Address), ("grant", "client_credentials"), ("client", JsonObject.Of(("id", "me"))));
        return Caller.Get($"{_stub.Address}/service", ("authentication", JsonObject.Of(("scheme", scheme), ("properties", usual.Merge(JsonObject.Of(properties))))));
    }
}
