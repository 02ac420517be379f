using System.Globalization;
using System.Net;
using System.Text;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Continuo.Conformance.Calls;

/// <summary>Answers as a row says, and remembers what it was asked. One port speaks HTTP/1.1, the other HTTP/2 for gRPC.</summary>
public sealed class StandIn : IAsyncLifetime
{
    private readonly Dictionary<string, int> _served = [];
    private WebApplication? _app;
    private JsonObject _answers = JsonObject.Empty;

    internal List<Asked> Sent { get; } = [];

    internal Uri Address { get; private set; } = null!;

    internal int GrpcPort { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(Answer);
        await _app.StartAsync();
        var addresses = _app.Urls.Select(url => new Uri(url)).ToArray();
        (Address, GrpcPort) = (addresses[0], addresses[1].Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    internal void Expect(JsonValue answers)
    {
        _answers = answers.AsObject ?? JsonObject.Empty;
        _served.Clear();
        Sent.Clear();
    }

    private async Task Answer(HttpContext context)
    {
        if (context.Request.ContentType == "application/grpc")
        {
            await GreeterService.Answer(context);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var asked = new Asked(context.Request.Method, target, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), Encoding.UTF8.GetString(body.ToArray()));
        JsonValue answer;
        lock (Sent)
        {
            Sent.Add(asked);
            answer = Next($"{asked.Method} {target}") ?? Next($"{asked.Method} {target.Split('?')[0]}") ?? JsonValue.Null;
        }

        if (answer["socket"].AsArray is { } messages)
        {
            await Talk(context, messages);
            return;
        }

        if (answer["hang"].IsTruthy)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        await Write(context, answer.IsNull ? Echo(asked) : answer, asked);
    }

    private JsonValue? Next(string key)
    {
        if (!_answers.TryGet(key, out var answer))
        {
            return null;
        }

        var served = _served.GetValueOrDefault(key);
        _served[key] = served + 1;
        return answer.AsArray is { } sequence ? sequence[Math.Min(served, sequence.Count - 1)] : answer;
    }

    private static JsonObject Echo(Asked asked) => JsonObject.Of(("json", JsonObject.Of(("method", asked.Method), ("target", asked.Target), ("body", asked.Body))));

    private static async Task Write(HttpContext context, JsonValue answer, Asked asked)
    {
        var response = context.Response;
        response.StatusCode = answer["status"].IsNull ? 200 : (int)answer["status"].Number;
        foreach (var (name, value) in answer["headers"].AsObject ?? JsonObject.Empty)
        {
            response.Headers[name] = value.String;
        }

        if (answer["reason"].AsString is { } reason)
        {
            context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = reason;
        }

        var json = answer.Object.TryGet("json", out var value2);
        if (answer["rpc"] is { IsNull: false } results)
        {
            (json, value2) = Rpc(response, results, JsonValue.Parse(asked.Body));
        }

        var bytes = answer["base64"].AsString is { } encoded ? Convert.FromBase64String(encoded) : json ? Encoding.UTF8.GetBytes(value2.ToString()) : Encoding.UTF8.GetBytes(answer["text"].AsString ?? "");
        if (answer["type"].AsString is { } type)
        {
            response.ContentType = type;
        }
        else if (json)
        {
            response.ContentType = "application/json";
        }

        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    // A notification of JSON-RPC has no id and gets no answer.
    private static (bool Json, JsonValue Value) Rpc(HttpResponse response, JsonValue results, JsonValue request)
    {
        if (request["id"].IsNull)
        {
            response.StatusCode = 202;
            return (false, JsonValue.Null);
        }

        var answer = new JsonObject.Builder().Set("jsonrpc", "2.0").Set("id", request["id"]);
        var result = results[request["method"].String];
        return (true, (result["code"].IsNull ? answer.Set("result", result) : answer.Set("error", result)).Build());
    }

    private static async Task Talk(HttpContext context, JsonArray messages)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        foreach (var message in messages)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToString()), System.Net.WebSockets.WebSocketMessageType.Text, true, context.RequestAborted);
        }

        await socket.ReceiveAsync(new byte[16], context.RequestAborted);
    }

    internal sealed record Asked(string Method, string Target, Dictionary<string, string> Headers, string Body)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Method} {Target}");
    }
}
