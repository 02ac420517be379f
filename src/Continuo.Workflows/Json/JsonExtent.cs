namespace Continuo.Workflows.Json;

/// <summary>How large a value would be if it were written out, and how deep it nests. Containers remember theirs, so that asking again costs nothing.</summary>
/// <param name="Bytes">Roughly, as JSON text; what is shared counts each time it appears.</param>
/// <param name="Depth">Nested containers; zero for a scalar.</param>
public readonly record struct JsonExtent(long Bytes, int Depth)
{
    /// <summary>Deeper values are not walked further: their depth is told as <see cref="int.MaxValue"/>.</summary>
    private const int Levels = 1_000;

    public static JsonExtent Of(JsonValue value) => Of(value, Levels);

    /// <summary>The sum that a longer container has; sizes saturate instead of overflowing.</summary>
    internal JsonExtent With(JsonExtent item) => new(
        Math.Min(Bytes + item.Bytes + 1, long.MaxValue / 4),
        item.Depth == int.MaxValue ? int.MaxValue : Math.Max(Depth, item.Depth + 1));

    private static JsonExtent Of(JsonValue value, int levels)
    {
        if (value.AsArray is { } array)
        {
            return array.Extent ?? (array.Extent = Of(array.Span, [], levels)).Value;
        }

        if (value.AsObject is { } members)
        {
            return members.Extent ?? (members.Extent = Of(members.Values, members.Keys, levels)).Value;
        }

        return new(value.AsString is { } text ? text.Length + 2 : 4, 0);
    }

    private static JsonExtent Of(ReadOnlySpan<JsonValue> values, ReadOnlySpan<string> keys, int levels)
    {
        if (levels == 0)
        {
            return new(2, int.MaxValue);
        }

        var extent = new JsonExtent(2, 1);
        foreach (var value in values)
        {
            extent = extent.With(Of(value, levels - 1));
        }

        var names = 0L;
        foreach (var key in keys)
        {
            names += key.Length + 3;
        }

        return extent with { Bytes = extent.Bytes + names };
    }
}
