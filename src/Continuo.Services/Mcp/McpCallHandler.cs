using System.ComponentModel;
using System.Net.Http;
using System.Text.Json;

using Continuo.Engine;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Continuo.Services.Mcp;

/// <summary>Performs <c>call: mcp</c>: one session for each call, begun with <c>initialize</c>. The result is the server's as it came, errors of a tool included.</summary>
internal sealed class McpCallHandler(McpTransports transports, CallAttempt attempts, EngineLimits limits, TimeProvider time) : IEffectHandler
{
    private const string DefaultVersion = "2025-06-18";
    private static readonly TimeSpan s_initialize = TimeSpan.FromSeconds(60);

    public EffectKind Kind => EffectKind.Mcp;

    public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation) =>
        attempts.Perform(request, (secrets, trace, either) => Call(request.Arguments, secrets, trace, either), cancellation);

    private async Task<JsonValue> Call(JsonValue arguments, CallSecrets secrets, CallTrace trace, CancellationToken cancellation)
    {
        var with = secrets.Resolve(arguments["with"]);
        var transport = await transports.Open(with, arguments["endpoints"]["server"], secrets, trace, cancellation);
        var timeout = Timeout(with["timeout"]);
        using var limit = timeout is { } longest ? new CancellationTokenSource(longest, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return secrets.Mask().Apply(await Exchange(transport, with, either.Token));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new CallFailedException(CallErrors.Runtime("No answer", $"The MCP server did not answer within the call's timeout of {timeout}."));
        }
        catch (Exception problem) when (problem is McpException or HttpRequestException or IOException or TimeoutException or JsonException or InvalidOperationException or Win32Exception)
        {
            var cause = problem.GetBaseException();
            var detail = ReferenceEquals(cause, problem) ? problem.Message : $"{problem.Message} {cause.Message}";
            throw new CallFailedException(CallErrors.Runtime("The MCP call failed", detail));
        }
    }

    private async Task<JsonValue> Exchange(IClientTransport transport, JsonValue with, CancellationToken cancellation)
    {
        var client = with["client"];
        var options = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = client["name"].AsString ?? "continuo", Version = client["version"].AsString ?? "1.0.0" },
            ProtocolVersion = with["protocolVersion"].AsString ?? DefaultVersion,
            InitializationTimeout = s_initialize,
        };
        await using var session = await McpClient.CreateAsync(transport, options, null, cancellation);
        var request = new JsonRpcRequest { Method = with["method"].AsString ?? "", Params = Node(with["parameters"]) };
        var response = await session.SendRequestAsync(request, cancellation);
        var text = response.Result?.ToJsonString() ?? "null";
        return text.Length <= limits.ValueBytes
            ? JsonValue.Parse(text)
            : throw new CallFailedException(CallErrors.TooLarge($"The result of {request.Method} is larger than the limit {nameof(EngineLimits.ValueBytes)} of {limits.ValueBytes} bytes."));
    }

    private static System.Text.Json.Nodes.JsonNode? Node(JsonValue value) => value.IsNull ? new System.Text.Json.Nodes.JsonObject() : System.Text.Json.Nodes.JsonNode.Parse(JsonWriter.WriteUtf8(value));

    private static TimeSpan? Timeout(JsonValue value) => value.Kind switch
    {
        JsonKind.Null => null,
        JsonKind.Number => TimeSpan.FromMilliseconds(value.Number),
        _ => IsoDuration.TryParse(value.AsString ?? "", out var duration)
            ? duration
            : throw new CallFailedException(CallErrors.Configuration($"The timeout of the call must be an ISO 8601 duration such as PT5S, found {value}.")),
    };
}
