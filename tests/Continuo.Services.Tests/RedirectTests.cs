using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;

namespace Continuo.Services.Tests;

public sealed class RedirectTests : IAsyncLifetime
{
    private readonly Caller _caller = new(secrets: ("key", "sesame-open"));
    private Callee _callee = null!;
    private Callee _other = null!;

    public async ValueTask InitializeAsync()
    {
        _other = await Callee.Start(context => context.Response.WriteAsync("other"));
        _callee = await Callee.Start(context =>
        {
            var path = context.Request.Path.Value!;
            if (path == "/end")
            {
                context.Response.ContentType = "text/plain";
                return context.Response.WriteAsync("end");
            }

            var parts = path.Split('/', 3);
            context.Response.StatusCode = int.Parse(parts[1]);
            context.Response.Headers.Location = parts[2] switch { "loop" => path, "away" => _other.Address + "/there", "mail" => "mailto:a@b", "none" => default, _ => "/end?x=1" };
            return Task.CompletedTask;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(303)]
    [InlineData(307)]
    public async Task A_redirect_that_is_not_asked_for_is_an_error_and_not_followed(int status)
    {
        var error = await _caller.Error(Caller.Get($"{_callee.Address}/{status}/end"), "communication");

        Assert.Equal(status, error.Status);
        Assert.Single(_callee.Seen);
    }

    [Theory]
    [InlineData(301, "POST", "GET")]
    [InlineData(302, "POST", "GET")]
    [InlineData(303, "POST", "GET")]
    [InlineData(303, "PUT", "GET")]
    [InlineData(303, "HEAD", "HEAD")]
    [InlineData(301, "PUT", "PUT")]
    [InlineData(307, "POST", "POST")]
    [InlineData(308, "PUT", "PUT")]
    public async Task A_redirect_is_followed_with_the_method_that_the_standard_wants(int status, string method, string then)
    {
        await _caller.Result(JsonObject.Of(
            ("method", method), ("uri", $"{_callee.Address}/{status}/end"), ("body", JsonObject.Of(("a", 1))), ("redirect", true), ("headers", JsonObject.Of(("X-Mine", "1")))));

        Assert.Equal((then, "/end?x=1", "1"), (_callee.Last.Method, _callee.Last.PathAndQuery, _callee.Last.Header("X-Mine")));
        Assert.Equal(then == method ? ("""{"a":1}""", "application/json") : ("", null), (_callee.Last.Body, _callee.Last.Header("Content-Type")));
        Assert.Equal(Caller.Key, _callee.Last.Header("Idempotency-Key"));
    }

    [Fact]
    public async Task Authorization_stays_within_the_origin()
    {
        await _caller.Result(WithCredentials("/307/end"));

        Assert.Equal(("Bearer sesame-open", "sesame-open"), (_callee.Last.Header("Authorization"), _callee.Last.Header("X-Key")));
    }

    [Fact]
    public async Task Credentials_and_secrets_do_not_follow_to_another_origin()
    {
        await _caller.Result(WithCredentials("/307/away"));

        Assert.Equal("/there", _other.Last.PathAndQuery);
        Assert.Equal([null, null, null, "1"], new[] { "Authorization", "X-Key", "Cookie", "X-Plain" }.Select(_other.Last.Header));
    }

    [Fact]
    public async Task A_loop_ends_after_20_redirects()
    {
        var error = await _caller.Error(Caller.Get($"{_callee.Address}/302/loop", ("redirect", true)), "communication");

        Assert.Equal("Too many redirects", error.Title);
        Assert.Equal(21, _callee.Seen.Count);
    }

    [Theory]
    [InlineData("304/none")]
    [InlineData("302/none")]
    [InlineData("302/mail")]
    public async Task A_300_that_leads_nowhere_is_a_result_when_redirects_are_accepted(string path)
    {
        var result = await _caller.Result(Caller.Get($"{_callee.Address}/{path}", ("redirect", true), ("output", "response")));

        Assert.Equal(int.Parse(path[..3]), result["statusCode"].Number);
    }

    [Fact]
    public async Task An_error_after_a_redirect_is_an_error() =>
        Assert.Equal(404, (await _caller.Error(Caller.Get($"{_callee.Address}/404/end", ("redirect", true)), "communication")).Status);

    [Fact]
    public async Task The_request_of_a_response_is_the_one_that_was_answered()
    {
        var result = await _caller.Result(Caller.Post($"{_callee.Address}/303/end", ("redirect", true), ("output", "response")));

        Assert.Equal(("GET", $"{_callee.Address}/end?x=1"), (result["request"]["method"].String, result["request"]["uri"].String));
    }

    private JsonValue WithCredentials(string path) => Caller.Get(
        _callee.Address + path,
        ("redirect", true),
        ("authentication", JsonObject.Of(("scheme", "bearer"), ("token", Caller.Secret("key")))),
        ("headers", JsonObject.Of(("X-Key", Caller.Secret("key")), ("Cookie", "a=b"), ("X-Plain", 1))));
}
