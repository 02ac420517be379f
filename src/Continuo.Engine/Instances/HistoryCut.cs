using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Shows the beginning of a large value, so that a page of history is no larger than people read.</summary>
internal static class HistoryCut
{
    private const int Shown = 500;

    /// <summary>The members, large ones as the beginning of their JSON text; <c>cut</c> says which, and how many bytes they are.</summary>
    /// <remarks>An error stays an error: it has members that programs read.</remarks>
    public static JsonObject Of(JsonObject data)
    {
        JsonObject.Builder? cut = null;
        var shown = data;
        for (var i = 0; i < data.Count; i++)
        {
            var bytes = JsonExtent.Of(data.Values[i]).Bytes;
            if (bytes > Payload.InlineBytes && data.Keys[i] != "error")
            {
                shown = shown.With(data.Keys[i], Beginning(data.Values[i]));
                (cut ??= new JsonObject.Builder()).Set(data.Keys[i], bytes);
            }
        }

        return cut is null ? data : shown.With("cut", cut.Build());
    }

    private static string Beginning(JsonValue value)
    {
        var text = JsonWriter.WritePrefix(value, 4 * Shown);
        var length = Math.Min(Shown, text.Length);
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "...";
    }
}
