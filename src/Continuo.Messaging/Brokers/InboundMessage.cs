using System.Text;
using System.Text.Unicode;
using Continuo.Workflows.Json;

namespace Continuo.Messaging.Brokers;

/// <summary>A message that came.</summary>
/// <param name="Body">The payload as bytes.</param>
/// <param name="Headers">Texts by name.</param>
/// <param name="CorrelationId">As the protocol carries it, if it does.</param>
/// <param name="Accept">Tells the broker that the message is consumed for good; nothing where the protocol knows no such thing.</param>
internal sealed record InboundMessage(ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>> Headers, string? CorrelationId = null, Func<ValueTask>? Accept = null)
{
    public static bool IsCorrelation(string header) =>
        header.Equals("correlationId", StringComparison.OrdinalIgnoreCase) || header.Equals("correlation-id", StringComparison.OrdinalIgnoreCase) || header.Equals("x-correlation-id", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>{payload, headers, correlationId?}</c>: JSON where the payload is JSON, else text, else base64.</summary>
    public JsonValue ToJson(Func<JsonValue, string?> correlation)
    {
        var headers = new JsonObject.Builder(Headers.Count);
        foreach (var (name, value) in Headers)
        {
            headers.Set(name, value);
        }

        var message = JsonObject.Of(("payload", Payload()), ("headers", headers.Build()));
        var id = correlation(message) ?? CorrelationId ?? Headers.FirstOrDefault(h => IsCorrelation(h.Key)).Value;
        return id is null ? message : message.With("correlationId", id);
    }

    private JsonValue Payload()
    {
        if (Body.IsEmpty)
        {
            return JsonValue.Null;
        }

        if (!Utf8.IsValid(Body.Span))
        {
            return Convert.ToBase64String(Body.Span);
        }

        try
        {
            return JsonValue.Parse(Body.Span);
        }
        catch (JsonSyntaxException)
        {
            return Encoding.UTF8.GetString(Body.Span);
        }
    }
}
