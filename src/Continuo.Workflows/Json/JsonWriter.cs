using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Json;

/// <summary><see cref="JsonValue"/> to JSON text, as jq writes it. NaN prints as null, infinities as the largest double, literals as they were written.</summary>
public static class JsonWriter
{
    private const string Skipped = "<skipped: too deep>";

    public static string Write(JsonValue value, bool indented = false)
    {
        using var text = new Utf8Text();
        Append(text, value, indented, 0);
        return Encoding.UTF8.GetString(text.Written);
    }

    public static byte[] WriteUtf8(JsonValue value, bool indented = false)
    {
        using var text = new Utf8Text();
        Append(text, value, indented, 0);
        return text.Written.ToArray();
    }

    /// <summary>Writes the value where a writer of System.Text.Json stands.</summary>
    public static void WriteTo(Utf8JsonWriter writer, JsonValue value)
    {
        using var text = new Utf8Text();
        Append(text, value, false, 0);
        writer.WriteRawValue(text.Written, skipInputValidation: true);
    }

    /// <summary>Appends the compact text to <paramref name="output"/>.</summary>
    public static void WriteTo(IBufferWriter<byte> output, JsonValue value)
    {
        using var text = new Utf8Text();
        Append(text, value, false, 0);
        output.Write(text.Written);
    }

    /// <summary>A double as jq prints it: integers without a point, else the shortest text that reads back the same.</summary>
    public static string Number(double value) => JsonNumber.Print(value);

    /// <summary>The beginning of the text: at least <paramref name="length"/> bytes of it when there are so many.</summary>
    public static string WritePrefix(JsonValue value, int length)
    {
        using var text = new Utf8Text { Limit = length };
        Append(text, value, false, 0);
        return Encoding.UTF8.GetString(text.Written);
    }

    /// <summary>The text, or null when it would be longer than <paramref name="limit"/> bytes.</summary>
    internal static string? WriteWithin(JsonValue value, int limit)
    {
        using var text = new Utf8Text { Limit = limit };
        Append(text, value, false, 0);
        return text.IsFull ? null : Encoding.UTF8.GetString(text.Written);
    }

    /// <summary>Appends the text of a number, a string or another value without members.</summary>
    internal static void AppendScalar(Utf8Text text, JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Null:
                text.Append("null"u8);
                break;
            case JsonKind.True:
                text.Append("true"u8);
                break;
            case JsonKind.False:
                text.Append("false"u8);
                break;
            case JsonKind.Number when value.Literal is { } literal:
                text.AppendAscii(literal);
                break;
            case JsonKind.Number:
                text.AppendNumber(value.Number);
                break;
            case JsonKind.String:
                text.AppendQuoted(value.String);
                break;
            case JsonKind.Symbolic:
                text.AppendQuoted(value.Symbolic.ToString());
                break;
        }
    }

    internal static void Append(Utf8Text text, JsonValue value, bool indented, int depth)
    {
        if (value.Kind is not (JsonKind.Array or JsonKind.Object))
        {
            AppendScalar(text, value);
            return;
        }

        if (depth > JsonReader.MaxDepth)
        {
            text.AppendAscii(Skipped);
            return;
        }

        if ((depth & 63) == 63)
        {
            EnsureStack();
        }

        var members = value.AsObject;
        var count = members?.Count ?? value.Array.Count;
        text.Append(members is null ? (byte)'[' : (byte)'{');
        for (var i = 0; i < count && !text.IsFull; i++)
        {
            if (i > 0)
            {
                text.Append((byte)',');
            }

            if (indented)
            {
                text.AppendLine(depth + 1);
            }

            if (members is not null)
            {
                text.AppendQuoted(members.Keys[i]);
                text.Append((byte)':');
                if (indented)
                {
                    text.Append((byte)' ');
                }
            }

            Append(text, members is null ? value.Array.Span[i] : members.Values[i], indented, depth + 1);
        }

        if (indented && count > 0)
        {
            text.AppendLine(depth);
        }

        text.Append(members is null ? (byte)']' : (byte)'}');
    }

    internal static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JqException("the value is nested too deeply for this thread (limit: depth)") { IsLimit = true };
        }
    }
}
