using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;

namespace Continuo.Services.Tests.Agents;

public sealed class A2ACallTests : IAsyncLifetime
{
    private readonly ProtocolCaller _caller = new(EffectKind.A2A, null, null, ("token", "t0ken-value"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    [Theory]
    [InlineData("tasks/get")]
    [InlineData("tasks/list")]
    [InlineData("tasks/cancel")]
    [InlineData("tasks/pushNotificationConfig/set")]
    [InlineData("tasks/pushNotificationConfig/get")]
    [InlineData("tasks/pushNotificationConfig/list")]
    [InlineData("tasks/pushNotificationConfig/delete")]
    [InlineData("agent/getAuthenticatedExtendedCard")]
    public async Task A_method_is_a_request_of_json_rpc(string method)
    {
        await using var agent = await Callee.Answering("""{"jsonrpc":"2.0","id":1,"result":{"id":"t1","state":"working"}}""", "application/json");

        var result = await _caller.Result(With(method, """{"id":"t1"}"""), Server(agent));

        Assert.Equal("""{"id":"t1","state":"working"}""", result.ToString());
        Assert.Equal($$"""{"jsonrpc":"2.0","id":"{{Caller.Key}}","method":"{{method}}","params":{"id":"t1"} }""".Replace("} }", "}}", StringComparison.Ordinal), agent.Last.Body);
        Assert.Equal(("POST", Caller.Key), (agent.Last.Method, agent.Last.Header("Idempotency-Key")));
    }

    [Fact]
    public async Task A_message_gets_an_id_and_a_role_that_a_repeat_keeps()
    {
        await using var agent = await Callee.Answering("""{"jsonrpc":"2.0","id":1,"result":null}""", "application/json");
        var with = With("message/send", """{"message":{"parts":[{"kind":"text","text":"hi"}]}}""");

        await _caller.Result(with, Server(agent));
        await _caller.Result(with, Server(agent));

        var messages = agent.Seen.Select(seen => JsonValue.Parse(seen.Body)["params"]["message"]).ToList();
        Assert.Equal(messages[0], messages[1]);
        Assert.Equal("user", messages[0]["role"].String);
        Assert.True(Guid.TryParse(messages[0]["messageId"].String, out _));
        Assert.Equal("hi", messages[0]["parts"].Array[0]["text"].String);
    }

    [Fact]
    public async Task The_authors_id_and_role_stay()
    {
        await using var agent = await Callee.Answering("""{"jsonrpc":"2.0","id":1,"result":1}""", "application/json");

        await _caller.Result(With("message/send", """{"message":{"messageId":"m","role":"agent"},"configuration":{"blocking":true}}"""), Server(agent));

        Assert.Equal("""{"message":{"messageId":"m","role":"agent"},"configuration":{"blocking":true}}""", JsonValue.Parse(agent.Last.Body)["params"].ToString());
    }

    [Theory]
    [InlineData("message/stream")]
    [InlineData("tasks/resubscribe")]
    public async Task A_stream_is_the_list_of_its_results_in_order(string method)
    {
        await using var agent = await Callee.Answering(
            "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"n\":1}}\n\n: a comment\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\ndata: \"result\":{\"n\":2}}\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"n\":3,\"final\":true}}\n\n",
            "text/event-stream");

        var result = await _caller.Result(With(method, """{"id":"t1"}"""), Server(agent));

        Assert.Equal("""[{"n":1},{"n":2},{"n":3,"final":true}]""", result.ToString());
        Assert.Equal("text/event-stream", agent.Last.Header("Accept"));
    }

    [Fact]
    public async Task A_stream_that_the_agent_answers_at_once_is_a_list_of_one()
    {
        await using var agent = await Callee.Answering("""{"jsonrpc":"2.0","id":1,"result":{"n":1}}""", "application/json");

        Assert.Equal("""[{"n":1}]""", (await _caller.Result(With("message/stream", null), Server(agent))).ToString());
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-32001,"message":"Task not found","data":{"id":"t1"}}}""", "application/json", 200, "Task not found (code -32001) {\"id\":\"t1\"}")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Broken"}}""", "application/json", 500, "Broken (code -32603)")]
    [InlineData("down for tea", "text/plain", 503, "status 503")]
    [InlineData("{}", "application/json", 401, "status 401")]
    [InlineData("{}", "application/json", 200, "neither a result nor an error")]
    [InlineData("tea", "application/json", 200, "not JSON")]
    [InlineData("data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"lost\"}}\n\n", "text/event-stream", 200, "lost (code 1)")]
    public async Task What_fails_is_a_runtime_error(string body, string type, int status, string detail)
    {
        await using var agent = await Callee.Answering(body, type, status);

        var error = await _caller.Error(With("message/stream", null), Server(agent), "runtime", 500);

        Assert.Contains(detail, error.Detail);
    }

    [Fact]
    public async Task An_agent_that_is_not_there_is_a_runtime_error() =>
        await _caller.Error(With("tasks/get", null), JsonValue.Parse("""{"server":{"uri":"http://127.0.0.1:9/"}}"""), "runtime", 500);

    [Theory]
    [InlineData("""{"url":"ADDRESS/rpc"}""")]
    [InlineData("""{"url":"/rpc","preferredTransport":"JSONRPC"}""")]
    [InlineData("""{"url":"ADDRESS/grpc","preferredTransport":"GRPC","additionalInterfaces":[{"url":"ADDRESS/rpc","transport":"JSONRPC"}]}""")]
    [InlineData("""{"supportedInterfaces":[{"url":"ADDRESS/grpc","protocolBinding":"GRPC"},{"url":"ADDRESS/rpc","protocolBinding":"JSONRPC"}]}""")]
    public async Task The_card_says_where_the_agent_is(string card)
    {
        string address = "";
        await using var agent = await Callee.Start(context => context.Response.WriteAsync(
            context.Request.Path == "/.well-known/agent-card.json" ? card.Replace("ADDRESS", address, StringComparison.Ordinal) : """{"result":1}"""));
        address = agent.Address;
        var endpoint = JsonObject.Of(("uri", address + "/.well-known/agent-card.json"), ("authentication", JsonObject.Of(("scheme", "bearer"), ("token", Caller.Secret("token")))));

        await _caller.Result(With("tasks/get", null), JsonObject.Of(("card", endpoint)));

        Assert.Equal(["/.well-known/agent-card.json", "/rpc"], agent.Seen.Select(seen => seen.PathAndQuery));
        Assert.All(agent.Seen, seen => Assert.Equal("Bearer t0ken-value", seen.Header("Authorization")));
    }

    [Fact]
    public async Task A_card_without_an_address_is_a_configuration_error()
    {
        await using var agent = await Callee.Answering("""{"name":"shy"}""", "application/json");

        await _caller.Error(With("tasks/get", null), JsonObject.Of(("card", JsonObject.Of(("uri", agent.Address)))), "configuration", 400);
    }

    private static JsonValue With(string method, string? parameters) => parameters is null
        ? JsonObject.Of(("method", method))
        : JsonObject.Of(("method", method), ("parameters", JsonValue.Parse(parameters)));

    private static JsonValue Server(Callee agent) => JsonObject.Of(("server", JsonObject.Of(("uri", agent.Address))));
}
