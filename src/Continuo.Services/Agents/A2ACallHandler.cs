using System.IO.Hashing;
using System.Net.Http;
using System.Net.ServerSentEvents;
using System.Text;
using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Services.Agents;

/// <summary>Performs <c>call: a2a</c>: JSON-RPC over HTTP, and for streams over server-sent events. What fails is a runtime error, as the language says.</summary>
internal sealed class A2ACallHandler(CallTransport transport, AgentCards cards, CallAuthentication authentication, CallAttempt attempts, EngineLimits limits) : IEffectHandler
{
    private const string EventStream = "text/event-stream";

    public EffectKind Kind => EffectKind.A2A;

    public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation) =>
        attempts.Perform(request, (secrets, trace, either) => Call(request, secrets, trace, either), cancellation);

    private async Task<JsonValue> Call(EffectRequest request, CallSecrets secrets, CallTrace trace, CancellationToken cancellation)
    {
        try
        {
            return await Exchange(request, secrets, trace, cancellation);
        }
        catch (CallFailedException problem) when (problem.Error.Type == ErrorTypes.Communication.Uri)
        {
            throw Failed(problem.Error.Title!, problem.Error.Detail!);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or HttpRequestException)
        {
            throw Failed("The answer broke off", $"The answer could not be read to its end: {problem.Message}");
        }
    }

    private async Task<JsonValue> Exchange(EffectRequest request, CallSecrets secrets, CallTrace trace, CancellationToken cancellation)
    {
        var with = request.Arguments["with"];
        var endpoints = request.Arguments["endpoints"];
        var method = with["method"].AsString ?? "";
        var (address, proof) = endpoints["card"] is { IsNull: false } card
            ? await Found(request, card, secrets, cancellation)
            : (endpoints["server"]["uri"], endpoints["server"]["authentication"]);
        var body = JsonObject.Of(("jsonrpc", "2.0"), ("id", request.Key), ("method", method));
        if (Parameters(method, with["parameters"], request.Key) is { IsNull: false } parameters)
        {
            body = body.With("params", parameters);
        }

        var streams = method is "message/stream" or "tasks/resubscribe";
        var headers = JsonObject.Of(("Accept", streams ? EventStream : "application/json"), ("Content-Type", "application/json"));
        var arguments = JsonObject.Of(("method", "POST"), ("uri", address), ("headers", headers), ("body", body), ("authentication", proof));
        var plan = CallPlan.Create(arguments, secrets, await authentication.Begin(proof, secrets, cancellation));
        var (answer, asked) = await transport.Send(plan, trace, cancellation);
        using (answer)
        {
            var isStream = answer.Content.Headers.ContentType?.MediaType == EventStream;
            var result = answer.IsSuccessStatusCode && isStream ? await Results(answer, cancellation) : Result(await Text(answer, asked, cancellation), answer, asked);
            return secrets.Mask().Apply(streams && !isStream ? JsonArray.Of(result) : result);
        }
    }

    private async Task<(JsonValue Address, JsonValue Authentication)> Found(EffectRequest request, JsonValue card, CallSecrets secrets, CancellationToken cancellation)
    {
        var (address, sameOrigin) = await cards.Find(request, card, secrets, cancellation);
        return (address, sameOrigin ? card["authentication"] : JsonValue.Null);
    }

    /// <summary>A message that the author leaves without id or role gets them; the id is made of the key, so that a repeat is the same message.</summary>
    private static JsonValue Parameters(string method, JsonValue parameters, string key)
    {
        if (method is not ("message/send" or "message/stream") || (!parameters.IsNull && !parameters.IsObject))
        {
            return parameters;
        }

        var whole = parameters.AsObject ?? JsonObject.Empty;
        var message = whole["message"].AsObject ?? JsonObject.Empty;
        if (message["messageId"].IsNull)
        {
            message = message.With("messageId", new Guid(XxHash128.Hash(Encoding.UTF8.GetBytes(key))).ToString());
        }

        return whole.With("message", message["role"].IsNull ? message.With("role", "user") : message);
    }

    private async Task<string> Text(HttpResponseMessage answer, CallHop asked, CancellationToken cancellation)
    {
        var (bytes, whole) = await AnswerBody.Read(answer.Content, (int)Math.Min(limits.ValueBytes, int.MaxValue - 1), cancellation);
        return whole ? Encoding.UTF8.GetString(bytes) : throw TooLarge(asked.Uri.Authority);
    }

    private async Task<JsonValue> Results(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var results = new List<JsonValue>();
        var size = 0L;
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
        {
            size += item.Data.Length;
            results.Add(size > limits.ValueBytes ? throw TooLarge("the agent") : Result(item.Data));
        }

        return JsonArray.Own([.. results]);
    }

    private static JsonValue Result(string text, HttpResponseMessage answer, CallHop asked)
    {
        if (answer.IsSuccessStatusCode)
        {
            return Result(text);
        }

        try
        {
            _ = Result(text);
        }
        catch (CallFailedException problem) when (problem.Error.Title != "The answer is not JSON-RPC")
        {
            throw;
        }
        catch (CallFailedException)
        {
            // The status says more than a body that is none of the protocol.
        }

        throw Failed($"Status {(int)answer.StatusCode}", $"The agent at {asked.Uri.Authority} answered with the status {(int)answer.StatusCode}{(answer.ReasonPhrase is { Length: > 0 } reason ? $" {reason}" : "")}.");
    }

    private static JsonValue Result(string text)
    {
        JsonValue response;
        try
        {
            response = JsonValue.Parse(text);
        }
        catch (JsonSyntaxException problem)
        {
            throw Failed("The answer is not JSON-RPC", $"The agent's answer is not JSON: {problem.Message}");
        }

        if (response["error"] is { IsObject: true } error)
        {
            var data = error["data"].IsNull ? "" : $" {error["data"]}";
            throw Failed("The agent refused the call", $"{error["message"].AsString ?? "No message."} (code {error["code"]}){data}");
        }

        return response.AsObject?.TryGet("result", out var result) == true
            ? result
            : throw Failed("The answer is not JSON-RPC", "The agent's answer has neither a result nor an error.");
    }

    private CallFailedException TooLarge(string whom) =>
        new(CallErrors.TooLarge($"The answer of {whom} is larger than the limit {nameof(EngineLimits.ValueBytes)} of {limits.ValueBytes} bytes."));

    private static CallFailedException Failed(string title, string detail) => new(CallErrors.Runtime(title, detail));
}
