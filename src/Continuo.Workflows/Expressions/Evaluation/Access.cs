using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>Reading a value by key, index or slice.</summary>
internal static class Access
{
    public static JsonValue Get(JsonValue target, JsonValue key)
    {
        switch (target.Kind)
        {
            case JsonKind.Object when key.IsString:
                return target.Object[key.String];
            case JsonKind.Array when key.IsNumber:
                return Item(target.Array, key.Number);
            case JsonKind.Array when key.IsArray:
                return Search.Positions(null, target.Array, key.Array);
            case JsonKind.Array or JsonKind.String or JsonKind.Null when key.IsObject:
                return Slice(target, key["start"], key["end"]);
            case JsonKind.Null when key.IsString || key.IsNumber || key.IsNull:
                return default;
            case JsonKind.Symbolic:
                return Secrets.Member(target, key);
            default:
                throw CannotIndex(target, key);
        }
    }

    /// <summary>Whether <see cref="Get"/> would not throw.</summary>
    public static bool CanGet(JsonValue target, JsonValue key) => target.Kind switch
    {
        JsonKind.Object => key.IsString,
        JsonKind.Array => key.IsNumber || key.IsArray,
        JsonKind.Null => key.IsString || key.IsNumber || key.IsNull,
        _ => false,
    };

    public static JsonValue Item(JsonArray items, double position)
    {
        if (double.IsNaN(position))
        {
            return default;
        }

        var index = (long)Math.Clamp(position, int.MinValue, int.MaxValue);
        if (index < 0)
        {
            index += items.Count;
        }

        return index >= 0 && index < items.Count ? items.Span[(int)index] : default;
    }

    public static JsonValue Slice(JsonValue target, JsonValue from, JsonValue to)
    {
        if (target.IsNull)
        {
            return default;
        }

        if (!target.IsArray && !target.IsString)
        {
            throw CannotIndex(target, JsonObject.Of(("start", from), ("end", to)));
        }

        var length = target.IsArray ? target.Array.Count : JqText.CodePoints(target.String);
        var (start, end) = Range(length, from, to);
        if (target.IsArray)
        {
            return target.Array.Slice(start, end - start);
        }

        var text = target.String;
        return length == text.Length
            ? text.Substring(start, end - start)
            : text[JqText.Utf16Offset(text, start)..JqText.Utf16Offset(text, end)];
    }

    /// <summary>The bounds of a slice as jq rounds and clamps them.</summary>
    public static (int Start, int End) Range(int length, JsonValue from, JsonValue to)
    {
        if ((!from.IsNull && !from.IsNumber) || (!to.IsNull && !to.IsNumber))
        {
            throw new JqException("Start and end indices of an array slice must be numbers");
        }

        var start = from.IsNull ? 0 : from.Number;
        var end = to.IsNull || double.IsNaN(to.Number) ? length : to.Number;
        start = start < 0 ? start + length : start;
        end = end < 0 ? end + length : end;
        start = start >= 0 ? Math.Min(Math.Floor(start), length) : 0;
        end = Math.Clamp(Math.Ceiling(end), start, Math.Max(start, length));
        return ((int)start, (int)end);
    }

    public static JqException CannotIndex(JsonValue target, JsonValue key) =>
        new($"Cannot index {JqText.TypeName(target)} with {JqText.Describe(key)}");

    public static JqException CannotIterate(JsonValue value) =>
        new(value.IsNull ? "Cannot iterate over null" : $"Cannot iterate over {JqText.Describe(value)}");

    public static JqException NotAPath(JsonValue value, JsonValue key) =>
        new($"Invalid path expression near attempt to access element {JqText.Cut(key)} of {JqText.Cut(value)}");
}
