using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions;

/// <summary>How values are named in errors, and texts counted in code points.</summary>
internal static class JqText
{
    private const int CutAt = 29;

    public static string TypeName(JsonValue value) => value.Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.True or JsonKind.False => "boolean",
        JsonKind.Number => "number",
        JsonKind.String => "string",
        JsonKind.Array => "array",
        JsonKind.Object => "object",
        _ => "secret",
    };

    /// <summary>The value as JSON, cut so that an error stays readable.</summary>
    public static string Cut(JsonValue value)
    {
        var text = JsonWriter.WritePrefix(value, 4 * CutAt);
        if (Encoding.UTF8.GetByteCount(text) <= CutAt)
        {
            return text;
        }

        var end = value.IsString ? "...\"" : "...";
        var left = CutAt - end.Length;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length] + end;
    }

    /// <summary><c>number (3)</c>.</summary>
    public static string Describe(JsonValue value) => $"{TypeName(value)} ({Cut(value)})";

    public static int CodePoints(string text)
    {
        var count = text.Length;
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && char.IsLowSurrogate(text[i + 1]))
            {
                count--;
                i++;
            }
        }

        return count;
    }

    /// <summary>The UTF-16 position of the code point <paramref name="index"/>, at most the text's length.</summary>
    public static int Utf16Offset(string text, int index)
    {
        var at = 0;
        while (index > 0 && at < text.Length)
        {
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
            index--;
        }

        return at;
    }
}
