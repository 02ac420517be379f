using System.Net.WebSockets;
using System.Text;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Messaging.Tests;

/// <summary>Documents of both versions, and the two protocols that need no broker, against a server of this process.</summary>
public sealed class AsyncApiTests : IAsyncLifetime
{
    private readonly List<(string Path, string? Authorization, string? Header, string Body)> _seen = [];
    private readonly TaskCompletionSource<(string Path, string Text)> _spoken = new();
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(Answer);
        await _app.StartAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [Trait("Decision", "D24")]
    [InlineData("""{"channel":"/pets"}""")]
    [InlineData("""{"channel":"pets"}""")]
    [InlineData("""{"operation":"sendPet"}""")]
    [InlineData("""{"operation":"sendPet","server":{"name":"main","variables":{"base":"v1"}}}""")]
    [InlineData("""{"operation":"sendPet","protocol":"http"}""")]
    public async Task A_message_is_published_by_a_document_of_version_2(string with)
    {
        await using var caller = new MessageCaller(Version2());

        var output = await caller.Publish(with, """{"payload":{"n":1},"headers":{"X-A":"b"}}""");

        Assert.Equal("""{"payload":{"n":1},"headers":{"X-A":"b"}}""", output.ToString());
        Assert.Equal(("/v1/pets", null, "b", """{"n":1}"""), Assert.Single(_seen));
    }

    [Theory]
    [InlineData("""{"operation":"sendPet","server":{"name":"main","variables":{"kind":"cats"}}}""", "/v1/pets/cats")]
    [InlineData("""{"channel":"byKind","server":{"name":"main","variables":{"kind":"dogs"}}}""", "/v1/pets/dogs")]
    public async Task A_message_is_published_by_a_document_of_version_3(string with, string path)
    {
        await using var caller = new MessageCaller(Version3());

        await caller.Publish(with, """{"payload":"text"}""");

        Assert.Equal((path, "text"), (_seen[0].Path, _seen[0].Body));
    }

    [Theory]
    [InlineData("""{"operation":"sendDog"}""", "no operation 'sendDog': it has sendPet")]
    [InlineData("""{"channel":"dogs"}""", "no channel 'dogs': it has byKind")]
    [InlineData("""{"operation":"sendPet"}""", "'kind' of the document's address has no value")]
    [InlineData("""{"operation":"sendPet","server":{"name":"other"}}""", "no server 'other': it has main")]
    [InlineData("""{"operation":"sendPet","protocol":"kafka"}""", "no server that the call could use: its servers are main (http)")]
    [InlineData("""{"operation":"sendPet","server":{"name":"main","variables":{"kind":"fish"}}}""", "must be one of cats, dogs; found 'fish'")]
    public async Task What_the_document_does_not_have_is_a_configuration_error(string with, string detail)
    {
        await using var caller = new MessageCaller(Version3());

        var error = await caller.Error(with, "configuration", 400);

        Assert.Contains(detail, error.Detail);
    }

    [Theory]
    [InlineData("openapi: '3.1.0'", "no AsyncAPI document")]
    [InlineData("asyncapi: '1.2.0'", "AsyncAPI 1.2.0")]
    [InlineData("a: [", "neither YAML nor JSON")]
    [InlineData("{asyncapi: '2.6.0', servers: {a: {url: 'x', protocol: solace}}, channels: {c: {}}}", "no server that the call could use: its servers are a (solace)")]
    public async Task A_document_that_is_none_is_a_configuration_error(string document, string detail)
    {
        await using var caller = new MessageCaller(document);

        Assert.Contains(detail, (await caller.Error("""{"channel":"c"}""", "configuration", 400)).Detail);
    }

    [Fact]
    public async Task A_host_that_is_not_allowed_is_refused()
    {
        await using var caller = new MessageCaller(Version2(), options => options.AllowedHosts.Add("elsewhere.example"));

        await caller.Error("""{"channel":"pets"}""", "authorization", 403);
    }

    [Fact]
    public async Task A_bearer_token_is_shown_and_masked()
    {
        await using var caller = new MessageCaller(Version2());
        var output = await caller.Publish("""{"channel":"pets"}""", "{}", JsonObject.Of(("scheme", "bearer"), ("token", SymbolicText.Secret("token"))));

        Assert.Equal("Bearer t0ken-value", _seen[0].Authorization);
        Assert.DoesNotContain("t0ken-value", output.ToString());
    }

    [Fact]
    public async Task A_status_of_the_server_is_the_errors()
    {
        await using var caller = new MessageCaller(Version2().Replace("/pets", "/missing", StringComparison.Ordinal));

        await caller.Error("""{"channel":"missing"}""", "communication", 404);
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("http")]
    public async Task Messages_of_a_stream_come_one_after_the_other(string protocol)
    {
        await using var caller = new MessageCaller(Version2().Replace("protocol: http", $"protocol: {protocol}", StringComparison.Ordinal).Replace("/pets", "/stream", StringComparison.Ordinal));
        const string With = """{"channel":"stream"}""";

        var messages = new[] { await caller.Next("s", 0, With), await caller.Next("s", 1, With) };
        await caller.Consume("s", 2, With, closes: true);

        Assert.Equal("""[{"n":0},"text 1"]""", ((JsonValue)JsonArray.Own([.. messages.Select(message => message["payload"])])).ToString());
    }

    [Fact]
    public async Task A_message_is_sent_over_a_web_socket()
    {
        await using var caller = new MessageCaller(Version2().Replace("protocol: http", "protocol: ws", StringComparison.Ordinal));

        await caller.Publish("""{"channel":"pets"}""", """{"payload":{"n":1}}""");

        Assert.Equal(("/v1/pets", """{"n":1}"""), await _spoken.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private string Authority => new Uri(_app.Urls.Single()).Authority;

    private string Version2() => $$"""
        asyncapi: '2.6.0'
        servers:
          other: {url: 'kafka.example', protocol: jms}
          main:
            url: '{{Authority}}/{base}'
            protocol: http
            variables:
              base: {default: v1}
        channels:
          /pets:
            publish: {operationId: sendPet}
            subscribe: {}
        """;

    private string Version3() => $$"""
        asyncapi: 3.0.0
        servers:
          main:
            host: '{{Authority}}'
            pathname: /v1
            protocol: http
        channels:
          byKind:
            address: pets/{kind}
            servers: [{$ref: '#/servers/main'}]
            parameters:
              kind: {enum: [cats, dogs]}
        operations:
          sendPet:
            action: send
            channel: {$ref: '#/channels/byKind'}
        """;

    private async Task Answer(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await Talk(socket, path, context.RequestAborted);
        }
        else if (path.EndsWith("/stream", StringComparison.Ordinal))
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"n\":0}\n\ndata: text 1\n\n");
            await context.Response.Body.FlushAsync();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        else
        {
            using var reader = new StreamReader(context.Request.Body);
            _seen.Add((path, context.Request.Headers.Authorization.FirstOrDefault(), context.Request.Headers["X-A"].FirstOrDefault(), await reader.ReadToEndAsync()));
            context.Response.StatusCode = path.EndsWith("/missing", StringComparison.Ordinal) ? 404 : 202;
        }
    }

    private async Task Talk(WebSocket socket, string path, CancellationToken cancellation)
    {
        if (path.EndsWith("/stream", StringComparison.Ordinal))
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes("{\"n\":0}"), WebSocketMessageType.Text, true, cancellation);
            await socket.SendAsync(Encoding.UTF8.GetBytes("text "), WebSocketMessageType.Text, false, cancellation);
            await socket.SendAsync(Encoding.UTF8.GetBytes("1"), WebSocketMessageType.Text, true, cancellation);
        }

        var buffer = new byte[1_000];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
        if (received.MessageType == WebSocketMessageType.Text)
        {
            _spoken.TrySetResult((path, Encoding.UTF8.GetString(buffer, 0, received.Count)));
        }
    }
}
