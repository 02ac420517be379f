using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Shows the beginning of a large value, so that a page of history is no larger than people read.</summary>
internal static class HistoryCut
{
    private const int Shown = 500;
    private const int Levels = 3;
    private const int MostMembers = 32;

    /// <summary>The members, large values as the beginning of their JSON text; <c>cut</c> says which, and how many bytes they are.</summary>
    /// <remarks>An error stays an error: it has members that programs read.</remarks>
    public static JsonObject Of(JsonObject data)
    {
        var cut = new JsonObject.Builder();
        var shown = data;
        for (var i = 0; i < data.Count; i++)
        {
            if (data.Keys[i] != "error" && IsLarge(data.Values[i]))
            {
                shown = shown.With(data.Keys[i], Cut(data.Values[i], data.Keys[i], Levels, cut));
            }
        }

        return ReferenceEquals(shown, data) ? data : shown.With("cut", cut.Build());
    }

    private static bool IsLarge(JsonValue value) => JsonExtent.Of(value).Bytes > Payload.InlineBytes;

    /// <summary>What is small beside something large is shown as it is.</summary>
    private static JsonValue Cut(JsonValue value, string path, int levels, JsonObject.Builder cut)
    {
        if (levels > 0 && value.AsObject is { Count: <= MostMembers } members && IsSmallBesides(members))
        {
            for (var i = 0; i < members.Count; i++)
            {
                if (IsLarge(members.Values[i]))
                {
                    members = members.With(members.Keys[i], Cut(members.Values[i], $"{path}.{members.Keys[i]}", levels - 1, cut));
                }
            }

            return members;
        }

        cut.Set(path, JsonExtent.Of(value).Bytes);
        return Beginning(value);
    }

    private static bool IsSmallBesides(JsonObject members)
    {
        var bytes = 0L;
        foreach (var (key, value) in members)
        {
            bytes += key.Length + (IsLarge(value) ? Shown : JsonExtent.Of(value).Bytes);
        }

        return bytes <= Payload.InlineBytes;
    }

    private static string Beginning(JsonValue value)
    {
        var text = JsonWriter.WritePrefix(value, 4 * Shown);
        var length = Math.Min(Shown, text.Length);
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "...";
    }
}
