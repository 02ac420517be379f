using System.Net.WebSockets;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Messaging.Tests;

/// <summary>How calls prove to a broker who they are, and how long a subscription lives.</summary>
public sealed class ProofTests : IAsyncLifetime
{
    private const string With = """{"channel":"pets"}""";
    private readonly List<string> _proofs = [];
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _app = null!;
    private int _tokens;

    private JsonValue Token => JsonObject.Of(("scheme", "oauth2"), ("properties", JsonObject.Of(
        ("authority", _app.Urls.Single()), ("grant", "client_credentials"), ("client", JsonObject.Of(("id", "me"), ("secret", "hush"))))));

    private static JsonValue Digest => JsonValue.Parse("""{"scheme":"digest","username":"ann","password":"pass"}""");

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
    [InlineData("http")]
    [InlineData("ws")]
    public async Task An_access_token_is_shown_as_a_bearer_token(string protocol)
    {
        await using var caller = new MessageCaller(Document(protocol));

        await caller.Publish(With, """{"payload":1}""", Token);
        await caller.Publish(With, """{"payload":2}""", Token);

        Assert.Equal(["Bearer token-1", "Bearer token-1"], _proofs);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("ws")]
    public async Task A_challenge_is_answered_by_digest(string protocol)
    {
        await using var caller = new MessageCaller(Document(protocol, "digest/"));

        await caller.Publish(With, """{"payload":1}""", Digest);

        Assert.Contains("username=\"ann\"", Assert.Single(_proofs));
    }

    [Theory]
    [InlineData("nats")]
    [InlineData("kafka")]
    [InlineData("mqtt")]
    [InlineData("amqp")]
    [InlineData("redis")]
    public async Task Digest_is_refused_where_nothing_asks(string protocol)
    {
        await using var caller = new MessageCaller(Document(protocol));

        Assert.Contains("no challenge", (await caller.Error(With, "configuration", 400, Digest)).Detail);
    }

    [Fact]
    public async Task A_token_that_the_authority_refuses_is_an_authentication_error()
    {
        await using var caller = new MessageCaller(Document("http"));
        var wrong = JsonValue.Parse(Token.ToString().Replace("\"me\"", "\"stranger\"", StringComparison.Ordinal));

        await caller.Error(With, "authentication", 401, wrong);
    }

    [Fact]
    public async Task Kafka_gets_the_token_by_OAUTHBEARER()
    {
        await using var broker = new KafkaGate();
        await using var caller = new MessageCaller(Document("kafka", address: $"127.0.0.1:{broker.Port}"));
        using var over = new CancellationTokenSource();

        var call = caller.Consume("s", 0, With, closes: false, Token, cancellation: over.Token);
        var shown = await broker.Shown.WaitAsync(TimeSpan.FromSeconds(20));
        await over.CancelAsync();

        Assert.Contains("auth=Bearer token-1", shown);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData("{\"scheme\":\"bearer\",\"token\":\"opensesame\"}", true)]
    [InlineData("{\"scheme\":\"bearer\",\"token\":\"wrong\"}", false)]
    public async Task Nats_gets_the_token(string proof, bool isRight)
    {
        await using var broker = await BrokerProcess.Nats("--auth opensesame");
        await using var caller = new MessageCaller(Document("nats", address: $"127.0.0.1:{broker.Port}"));

        var publish = caller.Publish(With, """{"payload":1}""", JsonValue.Parse(proof));

        Assert.Equal(isRight, await publish.ContinueWith(done => done.IsCompletedSuccessfully, TaskScheduler.Default));
    }

    [Theory]
    [InlineData("{\"scheme\":\"bearer\",\"token\":\"opensesame\"}", true)]
    [InlineData("{\"scheme\":\"basic\",\"username\":\"default\",\"password\":\"opensesame\"}", true)]
    [InlineData("{\"scheme\":\"basic\",\"username\":\"default\",\"password\":\"wrong\"}", false)]
    public async Task Redis_gets_user_and_password_or_the_token(string proof, bool isRight)
    {
        await using var broker = await BrokerProcess.Redis("--requirepass opensesame");
        await using var caller = new MessageCaller(Document("redis", address: $"127.0.0.1:{broker.Port}"));

        var publish = caller.Publish(With, """{"payload":1}""", JsonValue.Parse(proof));

        Assert.Equal(isRight, await publish.ContinueWith(done => done.IsCompletedSuccessfully, TaskScheduler.Default));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("ws")]
    public async Task A_subscription_that_is_open_outlives_the_timeout_of_calls(string protocol)
    {
        await using var caller = new MessageCaller(Document(protocol, "stream/"), options => options.CallTimeout = TimeSpan.FromMilliseconds(300));
        using var over = new CancellationTokenSource();
        var begun = new TaskCompletionSource();

        var call = caller.Consume("s", 0, With, closes: false, begun: begun.SetResult, cancellation: over.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var first = await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(900), TimeProvider.System));
        await over.CancelAsync();

        Assert.NotSame(call, first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _gone.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_subscription_ends_with_its_instance_also_between_two_messages()
    {
        await using var caller = new MessageCaller(Document("ws", "stream/one/"));
        await caller.Next("s", 0, With);

        caller.Ended(new InstanceId("other"));
        Assert.False(_gone.Task.IsCompleted);
        caller.Ended(new InstanceId("i"));

        await _gone.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private string Document(string protocol, string path = "", string? address = null) => $$"""
        asyncapi: '2.6.0'
        servers:
          main: {url: '{{address ?? new Uri(_app.Urls.Single()).Authority + "/" + path}}', protocol: {{protocol}} }
        channels:
          pets:
            publish: {}
            subscribe: {}
        """;

    private async Task Answer(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path == "/oauth2/token")
        {
            var form = await context.Request.ReadFormAsync();
            context.Response.StatusCode = form["client_id"] == "me" ? 200 : 401;
            await context.Response.WriteAsync($$"""{"access_token":"token-{{++_tokens}}","expires_in":3600 }""");
            return;
        }

        if (path.StartsWith("/digest", StringComparison.Ordinal) && !context.Request.Headers.Authorization.ToString().StartsWith("Digest", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";
            return;
        }

        _proofs.Add(context.Request.Headers.Authorization.ToString());
        try
        {
            await Talk(context, path);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            _gone.TrySetResult();
        }
    }

    private static async Task Talk(HttpContext context, string path)
    {
        var stays = path.StartsWith("/stream", StringComparison.Ordinal);
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            if (path.Contains("/one", StringComparison.Ordinal))
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes("1"), WebSocketMessageType.Text, true, context.RequestAborted);
            }

            var received = await socket.ReceiveAsync(new byte[1_000].AsMemory(), context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close && stays)
            {
                throw new OperationCanceledException();
            }
        }
        else if (stays)
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        }
    }
}
