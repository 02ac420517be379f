using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Services.Tests;

public sealed class AuthenticationTests : IAsyncLifetime
{
    private readonly Caller _caller = new(secrets: [("api", JsonValue.Parse("""{"user":"jürgen","password":"p:w€"}""")), ("token", "t0ken-value"), ("pin", "123")]);
    private Callee _callee = null!;

    public async ValueTask InitializeAsync() => _callee = await Callee.Start();

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Fact]
    public async Task Basic_is_the_base64_of_user_and_password_in_utf8()
    {
        await _caller.Result(Caller.Get(_callee.Address, ("authentication", Basic())));

        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("jürgen:p:w€")), _callee.Last.Header("Authorization"));
    }

    [Fact]
    public async Task Bearer_is_the_token()
    {
        await _caller.Result(Caller.Get(_callee.Address, ("authentication", Bearer("token"))));

        Assert.Equal("Bearer t0ken-value", _callee.Last.Header("Authorization"));
    }

    [Fact]
    public async Task Authentication_replaces_an_authorization_header()
    {
        await _caller.Result(Caller.Get(_callee.Address, ("headers", JsonObject.Of(("authorization", "other"))), ("authentication", Bearer("token"))));

        Assert.Equal("Bearer t0ken-value", _callee.Last.Header("Authorization"));
    }

    [Fact]
    public async Task A_missing_secret_is_an_authorization_error_and_nothing_is_sent()
    {
        var error = await _caller.Error(Caller.Get(_callee.Address, ("authentication", Bearer("unknown"))), "authorization");

        Assert.Equal(403, error.Status);
        Assert.Contains("[secret unknown]", error.Detail);
        Assert.Empty(_callee.Seen);
    }

    [Fact]
    public async Task A_scheme_that_is_not_there_is_a_configuration_error() =>
        await _caller.Error(Caller.Get(_callee.Address, ("authentication", JsonObject.Of(("scheme", "digest")))), "configuration");

    [Fact]
    public async Task A_scheme_without_its_credential_is_a_configuration_error()
    {
        var error = await _caller.Error(Caller.Get(_callee.Address, ("authentication", JsonObject.Of(("scheme", "bearer")))), "configuration");

        Assert.Contains("no token", error.Detail);
    }

    [Fact]
    public async Task Secrets_are_resolved_wherever_they_stand_in_the_arguments()
    {
        var symbolic = SymbolicText.Concat("id-", SymbolicText.Secret("token"));
        var arguments = Caller.Post("x",
            ("uri", SymbolicText.Concat(_callee.Address + "/", SymbolicText.Secret("token"))),
            ("headers", JsonObject.Of(("X-Key", symbolic))),
            ("query", JsonObject.Of(("k", symbolic))),
            ("body", JsonObject.Of(("deep", JsonArray.Of(symbolic, Caller.Secret("api"))))));

        await _caller.Result(arguments);

        Assert.Equal("/t0ken-value?k=id-t0ken-value", _callee.Last.PathAndQuery);
        Assert.Equal("id-t0ken-value", _callee.Last.Header("X-Key"));
        Assert.Equal("""{"deep":["id-t0ken-value",{"user":"jürgen","password":"p:w€"}]}""", _callee.Last.Body);
    }

    [Fact]
    public async Task The_request_in_a_response_output_shows_tokens_even_for_short_secrets()
    {
        var arguments = Caller.Get("x",
            ("uri", SymbolicText.Concat(_callee.Address + "/", SymbolicText.Secret("pin"))),
            ("headers", JsonObject.Of(("X-Pin", Caller.Secret("pin")))),
            ("query", JsonObject.Of(("p", Caller.Secret("pin")))),
            ("authentication", Basic()),
            ("output", "response"));

        var request = (await _caller.Result(arguments))["request"];

        Assert.Equal("/123?p=123", _callee.Last.PathAndQuery);
        Assert.Equal($"{_callee.Address}/[secret pin]?p=[secret pin]", request["uri"].String);
        Assert.Equal("[secret pin]", request["headers"]["X-Pin"].String);
        Assert.Equal("Basic @base64([secret api.user]:[secret api.password])", request["headers"]["Authorization"].String);
    }

    private static JsonObject Bearer(string secret) => JsonObject.Of(("scheme", "bearer"), ("token", Caller.Secret(secret)));

    private static JsonObject Basic() => JsonObject.Of(
        ("scheme", "basic"), ("username", SymbolicText.Secret("api").Member("user")!), ("password", SymbolicText.Secret("api").Member("password")!));
}
