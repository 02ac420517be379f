using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Continuo.Workflows.Json;

/// <summary>JSON text to <see cref="JsonValue"/>. Numbers whose literal a double would change keep it.</summary>
public static class JsonReader
{
    /// <summary>Nesting beyond this is refused, so that no later walk can run out of stack.</summary>
    public const int MaxDepth = 10_000;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth };

    public static JsonValue Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static JsonValue Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, s_options);
        try
        {
            if (!reader.Read())
            {
                throw new JsonSyntaxException("expected a JSON value, found nothing", 1, 1);
            }

            var value = ReadValue(ref reader);
            return reader.Read()
                ? throw new JsonSyntaxException("expected the end of the text after the value", 1, (int)reader.TokenStartIndex + 1)
                : value;
        }
        catch (JsonException problem)
        {
            throw SyntaxError(problem);
        }
        catch (InvalidOperationException)
        {
            throw TextError(utf8, in reader);
        }
    }

    /// <summary>Reads the value at the reader's current token and leaves it on that value's last token.</summary>
    /// <exception cref="InvalidOperationException">A text holds half a surrogate pair or bytes that are not UTF-8; the reader stands on it.</exception>
    public static JsonValue ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return ReadScalar(ref reader);
        }

        var assembly = JsonAssembly.Rent();
        try
        {
            assembly.Open(reader.TokenType is JsonTokenType.StartObject);
            while (true)
            {
                reader.Read();
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        assembly.Name(reader.ValueIsEscaped ? reader.GetString()! : assembly.Names.Get(reader.ValueSpan));
                        continue;
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        assembly.Open(reader.TokenType is JsonTokenType.StartObject);
                        continue;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        var value = assembly.Close();
                        if (assembly.IsComplete)
                        {
                            return value;
                        }

                        assembly.Add(value);
                        continue;
                    default:
                        assembly.Add(ReadScalar(ref reader));
                        continue;
                }
            }
        }
        finally
        {
            assembly.Return();
        }
    }

    /// <summary>The value of a number literal; keeps the literal, in its canonical form, when printing the double would change it.</summary>
    public static JsonValue ReadNumber(string literal) => JsonNumber.Read(literal);

    /// <summary>What the JSON reader of .NET refused, in our form.</summary>
    /// <param name="problem">Its refusal.</param>
    /// <param name="linesBefore">How many lines came before what the reader was given.</param>
    public static JsonSyntaxException SyntaxError(JsonException problem, long linesBefore = 0)
    {
        var cut = problem.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return new(
            cut < 0 ? problem.Message : problem.Message[..cut],
            (int)(linesBefore + (problem.LineNumber ?? 0)) + 1,
            (int)(problem.BytePositionInLine ?? 0) + 1);
    }

    /// <summary>The refusal of a token that is JSON by its form, and no Unicode text.</summary>
    /// <param name="utf8">What the reader was given.</param>
    /// <param name="reader">It stands on the token.</param>
    /// <param name="linesBefore">How many lines came before what the reader was given.</param>
    public static JsonSyntaxException TextError(ReadOnlySpan<byte> utf8, in Utf8JsonReader reader, long linesBefore = 0)
    {
        var token = (int)reader.TokenStartIndex;
        var before = utf8[..token];
        return new(
            Utf8.IsValid(reader.ValueSpan) ? "the text has half a surrogate pair, which is no character" : "the text is not UTF-8",
            (int)linesBefore + before.Count((byte)'\n') + 1,
            token - before.LastIndexOf((byte)'\n'));
    }

    private static JsonValue ReadScalar(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                // Most numbers are short integers: these print as they are read.
                var span = reader.ValueSpan;
                if (span.Length < 16 && reader.TryGetInt64(out var integer) && (integer != 0 || span.Length == 1))
                {
                    return (double)integer;
                }

                Span<char> literal = stackalloc char[16];
                return span.Length <= literal.Length && JsonNumber.IsPlain(literal[..Encoding.ASCII.GetChars(span, literal)]) && reader.TryGetDouble(out var plain)
                    ? plain
                    : ReadNumber(Encoding.UTF8.GetString(span));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
