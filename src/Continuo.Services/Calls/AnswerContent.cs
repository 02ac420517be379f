using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Services.Calls;

/// <summary>The bytes of an answer as a value, by their media type.</summary>
internal static class AnswerContent
{
    // A stranger decides how deep his answer is; whoever walks the value later must not run out of stack by it.
    private static readonly JsonReaderOptions s_json = new() { MaxDepth = 1_000 };
    private static readonly string[] s_textual = ["application/yaml", "application/x-yaml", "application/xml"];

    /// <exception cref="CallFailedException">The bytes are not what their media type says.</exception>
    public static JsonValue Decode(byte[] bytes, MediaTypeHeaderValue? type, SecretMask mask)
    {
        var media = type?.MediaType ?? "";
        if (bytes.Length == 0)
        {
            return JsonValue.Null;
        }

        if (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        {
            return mask.Apply(Json(bytes, type!));
        }

        return IsText(media) ? mask.Apply(Text(bytes, type?.CharSet)) : Raw(bytes, mask);
    }

    public static JsonValue Raw(byte[] bytes, SecretMask mask) => Convert.ToBase64String(mask.Apply(bytes));

    /// <summary>The bytes as text: by the charset, else as UTF-8.</summary>
    public static string Text(byte[] bytes, string? charset)
    {
        var text = EncodingOf(charset).GetString(bytes);
        return text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text;
    }

    private static JsonValue Json(byte[] bytes, MediaTypeHeaderValue type)
    {
        var utf8 = EncodingOf(type.CharSet) is UTF8Encoding ? bytes.AsSpan() : Encoding.UTF8.GetBytes(Text(bytes, type.CharSet));
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        if (!Utf8.IsValid(utf8))
        {
            throw NotJson(type, "it is not UTF-8");
        }

        var reader = new Utf8JsonReader(utf8, s_json);
        try
        {
            reader.Read();
            var value = JsonReader.ReadValue(ref reader);
            reader.Read();
            return value;
        }
        catch (InvalidOperationException)
        {
            throw NotJson(type, "it holds half a surrogate pair");
        }
        catch (JsonException problem)
        {
            throw NotJson(type, problem.Message.TrimEnd('.'));
        }
    }

    private static CallFailedException NotJson(MediaTypeHeaderValue type, string problem) => new(CallErrors.Communication(
        "The answer is not JSON", $"The answer says it is {type.MediaType}, but its body is not valid JSON: {problem}. With output: raw it is taken as it is."));

    private static bool IsText(string media) =>
        media.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || s_textual.Contains(media, StringComparer.OrdinalIgnoreCase)
        || media.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
        || media.EndsWith("+yaml", StringComparison.OrdinalIgnoreCase);

    private static Encoding EncodingOf(string? charset)
    {
        if (string.IsNullOrWhiteSpace(charset))
        {
            return Encoding.UTF8;
        }

        var name = charset.Trim('"', '\'', ' ');
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            // A charset that nobody knows is nearly always a misspelt UTF-8.
            return Encoding.UTF8;
        }
    }
}
