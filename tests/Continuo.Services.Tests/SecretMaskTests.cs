using System.Text;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;

namespace Continuo.Services.Tests;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("content", "application/json", 200)]
    [InlineData("content", "text/plain", 200)]
    [InlineData("raw", "text/plain", 200)]
    [InlineData("content", "image/png", 200)]
    [InlineData("response", "application/json", 200)]
    [InlineData("content", "application/json", 400)]
    public async Task A_secret_that_a_callee_echoes_leaves_as_its_token(string output, string contentType, int status)
    {
        await using var caller = new Caller(secrets: ("key", "s3cr\"et/€"));
        await using var callee = await Callee.Start(async context =>
        {
            var key = Uri.UnescapeDataString(context.Request.Query["k"]!);
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            context.Response.Headers["X-Echo"] = context.Request.QueryString.Value;
            await context.Response.WriteAsync(contentType == "application/json" ? $$"""{"a":["<{{JsonWriter.Write(key)[1..^1]}}>"]}""" : $"<{key}>");
        });

        var outcome = await caller.Perform(Caller.Get(callee.Address, ("query", JsonObject.Of(("k", Caller.Secret("key")))), ("output", output)));

        var text = outcome.ToString()!;
        if (output == "raw" || contentType == "image/png")
        {
            text = Encoding.UTF8.GetString(Convert.FromBase64String(Assert.IsType<Continuo.Engine.Interpretation.EffectOutcome.Returned>(outcome).Result.String));
        }

        Assert.Contains("<[secret key]>", text);
        Assert.DoesNotContain("s3cr", text);
    }

    [Fact]
    public async Task Basic_credentials_that_a_callee_echoes_leave_as_their_token()
    {
        await using var caller = new Caller(secrets: ("password", "pw"));
        await using var callee = await Callee.Start(context => context.Response.WriteAsync(context.Request.Headers.Authorization.ToString()));

        var result = await caller.Result(Caller.Get(callee.Address, ("output", "response"), ("authentication", JsonObject.Of(
            ("scheme", "basic"), ("username", "me"), ("password", Caller.Secret("password"))))));

        Assert.DoesNotContain(Convert.ToBase64String("me:pw"u8), result.ToString());
    }

    [Fact]
    public async Task A_deeply_nested_answer_is_masked_too()
    {
        await using var caller = new Caller(secrets: ("key", "sesame-open"));
        await using var callee = await Callee.Answering(new string('[', 999) + "\"sesame-open\"" + new string(']', 999), "application/json");

        var result = await caller.Result(Caller.Post(callee.Address, ("body", Caller.Secret("key"))));

        Assert.Contains("[\"[secret key]\"]", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_at_the_cut_of_a_long_error_body_does_not_show_in_part()
    {
        var secret = new string('k', 70_000);
        await using var caller = new Caller(secrets: ("key", secret));
        await using var callee = await Callee.Answering("x" + secret, "text/plain", 500);

        var error = await caller.Error(Caller.Post(callee.Address, ("body", Caller.Secret("key"))), "communication");

        Assert.DoesNotContain("kkkk", error.Detail);
    }

    [Fact]
    public void The_longest_value_wins_and_tokens_are_not_masked_again()
    {
        var mask = Mask(("secret", "[secret a]"), ("secret-two", "[secret b]"));

        Assert.Equal("[secret b] [secret a] [secret a]-", mask.Apply("secret-two secret secret-"));
    }

    [Fact]
    public void Short_values_are_left_alone() => Assert.Equal("abc", Mask(("abc", "[secret a]")).Apply("abc"));

    [Fact]
    public void Values_are_found_in_keys_and_in_numbers()
    {
        var masked = Mask(("12345", "[secret pin]"), ("name", "[secret n]")).Apply(JsonValue.Parse("""{"a name":[12345,1234]}"""));

        Assert.Equal("""{"a [secret n]":["[secret pin]",1234]}""", masked.ToString());
    }

    [Fact]
    public void Without_secrets_nothing_is_copied()
    {
        var value = JsonValue.Parse("""{"a":["b"]}""");

        Assert.True(value.IsSameAs(Mask().Apply(value)));
    }

    private static SecretMask Mask(params (string Value, string Token)[] secrets) => SecretMask.For([.. secrets.Select(s => new KeyValuePair<string, string>(s.Value, s.Token))]);
}
