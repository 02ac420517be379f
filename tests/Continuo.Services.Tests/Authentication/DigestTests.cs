using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Continuo.Services.Authentication;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;

namespace Continuo.Services.Tests.Authentication;

public sealed partial class DigestTests : IAsyncLifetime
{
    private readonly Caller _caller = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    /// <summary>The example of RFC 7616, section 3.9.1.</summary>
    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void The_response_is_that_of_the_standard(string algorithm, string response)
    {
        var challenge = DigestChallenge.Read($"""
            Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
            """).Single();
        var credentials = new DigestCredentials("Mufasa", "Circle of Life", () => "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");

        var text = credentials.Parameters(challenge, "GET", "/dir/index.html");

        Assert.StartsWith("username=\"Mufasa\", realm=\"http-auth@example.org\"", text);
        Assert.Contains($"response=\"{response}\"", text);
        Assert.Contains("qop=auth, nc=00000001", text);
    }

    /// <summary>The example of RFC 2069, as corrected.</summary>
    [Fact]
    public void Without_qop_it_is_the_older_response()
    {
        var challenge = DigestChallenge.Read("""Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41" """).Single();

        var text = new DigestCredentials("Mufasa", "CircleOfLife").Parameters(challenge, "GET", "/dir/index.html");

        Assert.Contains("response=\"1949323746fe6a43ef61f9606e7febea\"", text);
        Assert.DoesNotContain("qop", text);
    }

    [Fact]
    public void Several_challenges_may_stand_in_one_header()
    {
        var read = DigestChallenge.Read("""Basic realm="a, b", Digest realm="c", nonce="1", algorithm=MD5, Negotiate, Digest realm="d \"q\"", nonce="2", algorithm=SHA-256""").ToList();

        Assert.Equal([("c", "1", false), ("d \"q\"", "2", true)], read.Select(c => (c.Realm, c.Nonce, c.IsSha256)));
    }

    [Theory]
    [InlineData("MD5")]
    [InlineData("SHA-256")]
    public async Task A_challenge_is_answered_once_with_the_same_request(string algorithm)
    {
        await using var callee = await Callee.Start(context => Challenge(context, algorithm, "s3cret"));

        await _caller.Result(Caller.Post($"{callee.Address}/a%20b?c=d", ("body", "hello"), ("authentication", Digest("s3cret"))));

        Assert.Equal(["hello", "hello"], callee.Seen.Select(seen => seen.Body));
        Assert.Null(callee.Seen.First().Header("Authorization"));
        Assert.Equal(callee.Seen.First().Header("Idempotency-Key"), callee.Last.Header("Idempotency-Key"));
    }

    [Fact]
    public async Task A_wrong_password_is_a_communication_error_after_one_answer()
    {
        await using var callee = await Callee.Start(context => Challenge(context, "MD5", "s3cret"));

        var error = await _caller.Error(Caller.Get(callee.Address, ("authentication", Digest("guessed"))), "communication");

        Assert.Equal((401, 2), (error.Status, callee.Seen.Count));
    }

    [Fact]
    public async Task A_refusal_without_a_challenge_is_not_answered()
    {
        await using var callee = await Callee.Answering("", null, 401);

        await _caller.Error(Caller.Get(callee.Address, ("authentication", Digest("s3cret"))), "communication");

        Assert.Single(callee.Seen);
    }

    [Fact]
    public async Task Another_origin_gets_no_answer()
    {
        await using var other = await Callee.Start(context => Challenge(context, "MD5", "s3cret"));
        await using var callee = await Callee.Start(context =>
        {
            context.Response.Redirect(other.Address);
            return Task.CompletedTask;
        });

        await _caller.Error(Caller.Get(callee.Address, ("redirect", true), ("authentication", Digest("s3cret"))), "communication");

        Assert.Null(Assert.Single(other.Seen).Header("Authorization"));
    }

    private static JsonObject Digest(string password) => JsonObject.Of(("scheme", "digest"), ("username", "ada"), ("password", password));

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "The protocol under test.")]
    private static Task Challenge(HttpContext context, string algorithm, string password)
    {
        var given = Parameter().Matches(context.Request.Headers.Authorization.ToString()).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim('"'));
        var target = $"{context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}";
        string Hash(string text) => Convert.ToHexStringLower(algorithm == "MD5" ? MD5.HashData(Encoding.UTF8.GetBytes(text)) : SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var expected = given.Count == 0 ? null : Hash($"{Hash($"ada:here:{password}")}:abc:{given["nc"]}:{given["cnonce"]}:auth:{Hash($"{context.Request.Method}:{target}")}");
        if (expected is null || given["response"] != expected || given["uri"] != target)
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = new[] { "Basic realm=\"here\"", $"Digest realm=\"here\", qop=\"auth\", algorithm={algorithm}, nonce=\"abc\"" };
        }

        return Task.CompletedTask;
    }

    [GeneratedRegex("""(\w+)=("[^"]*"|[^,]+)""")]
    private static partial Regex Parameter();
}
