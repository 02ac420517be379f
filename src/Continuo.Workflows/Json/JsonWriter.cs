using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Continuo.Workflows.Json;

/// <summary><see cref="JsonValue"/> to JSON text. NaN prints as null, infinities as the largest double, literals as they were written.</summary>
public static class JsonWriter
{
    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonReader.MaxDepth + 1, SkipValidation = true };
    private static readonly JsonWriterOptions s_indented = s_compact with { Indented = true };

    public static string Write(JsonValue value, bool indented = false) => Encoding.UTF8.GetString(WriteUtf8(value, indented));

    /// <summary>The beginning of the text, at least <paramref name="length"/> characters of it when there are so many.</summary>
    internal static string WritePrefix(JsonValue value, int length)
    {
        var text = Write(value);
        return text.Length <= length ? text : text[..length];
    }

    public static byte[] WriteUtf8(JsonValue value, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, indented ? s_indented : s_compact))
        {
            WriteTo(writer, value);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteTo(Utf8JsonWriter writer, JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Null:
                writer.WriteNullValue();
                break;
            case JsonKind.True or JsonKind.False:
                writer.WriteBooleanValue(value.IsTruthy);
                break;
            case JsonKind.Number:
                writer.WriteRawValue(value.Literal ?? Number(value.Number), skipInputValidation: true);
                break;
            case JsonKind.String:
                writer.WriteStringValue(value.String);
                break;
            case JsonKind.Symbolic:
                writer.WriteStringValue(value.Symbolic.ToString());
                break;
            case JsonKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.Array.Span)
                {
                    WriteTo(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonKind.Object:
                writer.WriteStartObject();
                for (var i = 0; i < value.Object.Count; i++)
                {
                    writer.WritePropertyName(value.Object.Keys[i]);
                    WriteTo(writer, value.Object.Values[i]);
                }

                writer.WriteEndObject();
                break;
        }
    }

    /// <summary>A double as jq prints it: integers without a point, else the shortest text that reads back the same.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value))
        {
            return "null";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "1.7976931348623157e+308" : "-1.7976931348623157e+308";
        }

        if (value == Math.Floor(value) && Math.Abs(value) < 1e17)
        {
            return value == 0 && double.IsNegative(value) ? "-0" : ((long)value).ToString(CultureInfo.InvariantCulture);
        }

        return Shortest(value);
    }

    private static string Shortest(double value)
    {
        // .NET gives the shortest digits; the layout (decimal between 1e-5 and 1e17, two exponent digits) is jq's.
        ReadOnlySpan<char> shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E');
        var exponent = mark < 0 ? 0 : int.Parse(shortest[(mark + 1)..], CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        var point = mantissa.IndexOf('.');
        var digits = string.Concat(point < 0 ? mantissa : mantissa[..point], point < 0 ? "" : mantissa[(point + 1)..]);
        var leading = digits.Length - digits.TrimStart('0').Length;
        exponent += (point < 0 ? mantissa.Length : point) - 1 - leading;
        var significant = digits.Trim('0');
        var sign = value < 0 ? "-" : "";
        if (exponent is >= 0 and < 17)
        {
            return significant.Length <= exponent + 1
                ? sign + significant.PadRight(exponent + 1, '0')
                : $"{sign}{significant[..(exponent + 1)]}.{significant[(exponent + 1)..]}";
        }

        if (exponent is < 0 and >= -5)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{significant}";
        }

        var scaled = significant.Length == 1 ? significant : $"{significant[0]}.{significant[1..]}";
        return $"{sign}{scaled}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }
}
