using Continuo.Workflows.Json;

namespace Continuo.Messaging.Brokers;

/// <summary>A message to publish.</summary>
/// <param name="Body">The payload as bytes.</param>
/// <param name="ContentType">What they are.</param>
/// <param name="Headers">Texts by name.</param>
/// <param name="Id">The effect's key: a broker or a consumer that knows it drops a repeat.</param>
internal sealed record OutboundMessage(byte[] Body, string ContentType, IReadOnlyList<KeyValuePair<string, string>> Headers, string Id)
{
    /// <summary>The header that carries <see cref="Id"/>.</summary>
    public const string IdHeader = "Idempotency-Key";

    public IEnumerable<KeyValuePair<string, string>> AllHeaders => Headers.Any(h => h.Key.Equals(IdHeader, StringComparison.OrdinalIgnoreCase)) ? Headers : [.. Headers, new(IdHeader, Id)];

    public string? CorrelationId => Headers.FirstOrDefault(h => InboundMessage.IsCorrelation(h.Key)).Value;

    public static OutboundMessage Of(JsonValue message, string key)
    {
        var payload = message["payload"];
        var headers = (message["headers"].AsObject ?? JsonObject.Empty).Where(h => !h.Value.IsNull).Select(h => new KeyValuePair<string, string>(h.Key, h.Value.AsString ?? h.Value.ToString()));
        return payload.AsString is { } text
            ? new OutboundMessage(System.Text.Encoding.UTF8.GetBytes(text), "text/plain", [.. headers], key)
            : new OutboundMessage(payload.IsNull ? [] : JsonWriter.WriteUtf8(payload), "application/json", [.. headers], key);
    }
}
