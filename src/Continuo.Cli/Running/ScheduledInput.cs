using System.Collections.Immutable;
using System.Text;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Running;

/// <summary>The input of an instance that events start: what the definition reads of each, in their order.</summary>
internal static class ScheduledInput
{
    public static JsonValue Of(ImmutableArray<JsonValue> events, EventRead read) => JsonArray.Own([.. events.Select(given => read switch
    {
        EventRead.Data => given["data"],
        EventRead.Envelope => given,
        EventRead.Raw => Raw(given),
        _ => throw new System.Diagnostics.UnreachableException(),
    })]);

    // The payload as it would stand in a binary message: text as it is, bytes as base64, JSON as its text.
    private static JsonValue Raw(JsonValue given)
    {
        if (given["data_base64"].AsString is { } bytes)
        {
            return bytes;
        }

        return given["data"].AsString ?? Encoding.UTF8.GetString(JsonWriter.WriteUtf8(given["data"]));
    }
}
