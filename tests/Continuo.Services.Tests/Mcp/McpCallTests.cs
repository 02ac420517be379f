using System.Collections.Concurrent;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Continuo.Services.Tests.Mcp;

public sealed class McpCallTests : IAsyncLifetime
{
    private readonly ProtocolCaller _caller = new(EffectKind.Mcp, options => options.AllowStdio = true, null, ("token", "t0ken-value"));
    private readonly ConcurrentQueue<HeaderDictionary> _seen = [];
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync() => _app = await McpServers.StartHttp(_seen);

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("tools/call", """{"name":"add","arguments":{"a":2,"b":3}}""", ".content[0].text", "5")]
    [InlineData("tools/list", null, ".tools[].name", "add,environment,fail,hang")]
    [InlineData("prompts/list", null, ".prompts[].name", "greet")]
    [InlineData("prompts/get", """{"name":"greet","arguments":{"name":"Ada"}}""", ".messages[0].content.text", "Hello Ada")]
    [InlineData("resources/list", null, ".resources[].uri", "shop://stock")]
    [InlineData("resources/read", """{"uri":"shop://items/7"}""", ".contents[0].text", "item 7")]
    [InlineData("resources/templates/list", null, ".resourceTemplates[].uriTemplate", "shop://items/{id}")]
    public async Task Every_method_returns_the_result_of_the_server(string method, string? parameters, string path, string expected)
    {
        foreach (var overStdio in (bool[])[false, true])
        {
            var result = await _caller.Result(With(method, parameters, overStdio), overStdio ? JsonValue.EmptyObject : Server());

            var found = Workflows.Expressions.JqProgram.Compile($"[{path}] | sort | join(\",\")").First(result, Workflows.Expressions.JqEnvironment.Empty, Workflows.Expressions.JqLimits.Default);
            Assert.Equal(expected, found.String);
        }
    }

    [Fact]
    public async Task The_error_of_a_tool_is_a_result()
    {
        var result = await _caller.Result(With("tools/call", """{"name":"fail"}"""), Server());

        Assert.True(result["isError"].IsTruthy);
        Assert.Contains("out of tea", result["content"].Array[0]["text"].String);
    }

    [Theory]
    [InlineData("tools/call", """{"name":"sing"}""", "sing")]
    [InlineData("resources/read", """{"uri":"shop://nothing/there/is"}""", "nothing")]
    public async Task An_error_of_the_protocol_is_a_runtime_error(string method, string parameters, string detail)
    {
        var error = await _caller.Error(With(method, parameters), Server(), "runtime", 500);

        Assert.Contains(detail, error.Detail);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_runtime_error() =>
        await _caller.Error(With("tools/list", null), JsonValue.Parse("""{"server":{"uri":"http://127.0.0.1:9/mcp"}}"""), "runtime", 500);

    [Fact]
    public async Task A_command_that_is_not_there_is_a_runtime_error() =>
        await _caller.Error(JsonValue.Parse("""{"method":"tools/list","stdio":{"command":"/no/such/server"}}"""), JsonValue.EmptyObject, "runtime", 500);

    [Fact]
    public async Task A_timeout_ends_the_call()
    {
        var with = With("tools/call", """{"name":"hang"}""").Object.With("timeout", 300);

        var error = await _caller.Error(with, Server(), "runtime", 500);

        Assert.Contains("timeout", error.Detail);
    }

    [Fact]
    public async Task Nothing_is_started_unless_the_operator_allows_it()
    {
        await using var careful = new ProtocolCaller(EffectKind.Mcp);

        var error = await careful.Error(With("tools/list", null, overStdio: true), JsonValue.EmptyObject, "authorization", 403);

        Assert.Contains("--allow shell", error.Detail);
    }

    [Fact]
    public async Task Headers_and_authentication_reach_the_server()
    {
        var server = JsonObject.Of(("server", JsonObject.Of(("uri", _app.Urls.Single() + "/mcp"), ("authentication", JsonObject.Of(("scheme", "bearer"), ("token", Caller.Secret("token")))))));
        var with = With("tools/list", null).Object.With("http", JsonObject.Of(("headers", JsonObject.Of(("X-Shop", "tea")))));

        await _caller.Result(with, server);

        Assert.All(_seen, headers => Assert.Equal(("Bearer t0ken-value", "tea", Caller.Key), (headers["Authorization"].ToString(), headers["X-Shop"].ToString(), headers["Idempotency-Key"].ToString())));
    }

    [Fact]
    public async Task The_challenge_of_a_server_is_answered_by_digest()
    {
        await using var asking = await McpServers.StartHttp(_seen, context =>
        {
            if (context.Request.Headers.Authorization.ToString().StartsWith("Digest username=\"ann\"", StringComparison.Ordinal))
            {
                return true;
            }

            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256";
            return false;
        });
        var proof = JsonValue.Parse("""{"scheme":"digest","username":"ann","password":"pass"}""");

        var result = await _caller.Result(With("tools/call", """{"name":"add","arguments":{"a":2,"b":3}}"""), JsonObject.Of(("server", JsonObject.Of(("uri", asking.Urls.Single() + "/mcp"), ("authentication", proof)))));

        Assert.Equal("5", result["content"].Array[0]["text"].String);
    }

    [Fact]
    public async Task A_started_server_gets_the_environment_of_the_call_and_no_other()
    {
        Environment.SetEnvironmentVariable("CONTINUO_TEST_HOST_SECRET", "hidden");
        var call = With("tools/call", """{"name":"environment","arguments":{"name":"SHOP"}}""", overStdio: true).Object;
        call = call.With("stdio", call["stdio"].Object.With("environment", JsonObject.Of(("SHOP", Caller.Secret("token")))));

        var given = await _caller.Result(call, JsonValue.EmptyObject);
        var host = await _caller.Result(call.With("parameters", JsonValue.Parse("""{"name":"environment","arguments":{"name":"CONTINUO_TEST_HOST_SECRET"}}""")), JsonValue.EmptyObject);

        Assert.Equal("[secret token]", given["content"].Array[0]["text"].String);
        Assert.Equal("none", host["content"].Array[0]["text"].String);
    }

    private static JsonValue With(string method, string? parameters, bool overStdio = false)
    {
        var with = JsonObject.Of(("method", method), ("client", JsonValue.Parse("""{"name":"tests","version":"1.0.0"}""")));
        if (parameters is not null)
        {
            with = with.With("parameters", JsonValue.Parse(parameters));
        }

        return overStdio ? with.With("stdio", JsonObject.Of(("command", Environment.ProcessPath!), ("arguments", JsonArray.Of(McpServers.Stdio)))) : with;
    }

    private JsonValue Server() => JsonObject.Of(("server", JsonObject.Of(("uri", _app.Urls.Single() + "/mcp"))));
}
