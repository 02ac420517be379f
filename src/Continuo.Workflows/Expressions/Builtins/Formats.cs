using System.Text;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>The formats: <c>@text</c>, <c>@json</c>, <c>@csv</c> and the rest.</summary>
internal static class Formats
{
    private static readonly Dictionary<string, Native> s_all = new()
    {
        ["text"] = new(Text) { Name = "@text", TakesSecrets = true },
        ["json"] = new((m, x) => ValueBuiltins.ToJson(m, x)) { Name = "@json" },
        ["csv"] = new((m, x) => Row(m, x, "csv")) { Name = "@csv" },
        ["tsv"] = new((m, x) => Row(m, x, "tsv")) { Name = "@tsv" },
        ["html"] = new((m, x) => Html(Plain(m, x))) { Name = "@html" },
        ["uri"] = new(ToUri) { Name = "@uri", TakesSecrets = true },
        ["urid"] = new((m, x) => FromUri(Plain(m, x))) { Name = "@urid" },
        ["sh"] = new(Shell) { Name = "@sh" },
        ["base64"] = new(ToBase64) { Name = "@base64", TakesSecrets = true },
        ["base64d"] = new((m, x) => FromBase64(Plain(m, x))) { Name = "@base64d" },
    };

    public static Native PlainText => s_all["text"];

    public static IEnumerable<string> Names => s_all.Keys;

    public static Native? Find(string name) => s_all.GetValueOrDefault(name);

    private static JsonValue Text(Machine machine, JsonValue value) =>
        value.IsString || value.IsSymbolic ? value : ValueBuiltins.ToJson(machine, value);

    private static string Plain(Machine machine, JsonValue value)
    {
        var text = value.AsString ?? ValueBuiltins.ToJson(machine, value);
        machine.Walk(text.Length);
        return text;
    }

    private static JsonValue ToUri(Machine machine, JsonValue value)
    {
        if (value.IsSymbolic)
        {
            return value.Symbolic.Encode("uri");
        }

        var text = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(Plain(machine, value)))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~')
            {
                text.Append(c);
            }
            else
            {
                text.Append('%').Append(b.ToString("X2"));
            }
        }

        return text.ToString();
    }

    private static JsonValue FromUri(string text)
    {
        var source = Encoding.UTF8.GetBytes(text);
        var bytes = new List<byte>(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '%')
            {
                bytes.Add(source[i]);
            }
            else if (i + 2 < source.Length && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]))
            {
                bytes.Add(Convert.ToByte($"{(char)source[i + 1]}{(char)source[i + 2]}", 16));
                i += 2;
            }
            else
            {
                throw NotUri();
            }
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (ArgumentException)
        {
            throw NotUri();
        }

        JqException NotUri() => new($"{JqText.Describe(text)} is not a valid uri encoding");
    }

    private static JsonValue ToBase64(Machine machine, JsonValue value) => value.IsSymbolic
        ? value.Symbolic.Encode("base64")
        : Convert.ToBase64String(Encoding.UTF8.GetBytes(Plain(machine, value)));

    private static JsonValue FromBase64(string text)
    {
        var digits = text.TrimEnd('=');
        if (digits.Length % 4 == 1)
        {
            throw IsAlphabet(digits)
                ? new JqException($"{JqText.Describe(text)} trailing base64 byte found")
                : new JqException($"{JqText.Describe(text)} is not valid base64 data");
        }

        if (!IsAlphabet(digits))
        {
            throw new JqException($"{JqText.Describe(text)} is not valid base64 data");
        }

        var padded = digits.PadRight((digits.Length + 3) / 4 * 4, '=');
        return Encoding.UTF8.GetString(Convert.FromBase64String(padded));
    }

    private static bool IsAlphabet(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '/'))
            {
                return false;
            }
        }

        return true;
    }

    private static string Html(string text)
    {
        var html = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '&' => html.Append("&amp;"),
                '\'' => html.Append("&apos;"),
                '"' => html.Append("&quot;"),
                _ => html.Append(c),
            };
        }

        return html.ToString();
    }

    private static JsonValue Shell(Machine machine, JsonValue value)
    {
        var items = value.AsArray is { } array ? array.Span : [value];
        var words = new List<string>(items.Length);
        foreach (var item in items)
        {
            machine.Step();
            words.Add(item.Kind switch
            {
                JsonKind.String => $"'{item.String.Replace("'", "'\\''", StringComparison.Ordinal)}'",
                JsonKind.Array or JsonKind.Object => throw new JqException($"{JqText.Describe(item)} can not be escaped for shell"),
                _ => ValueBuiltins.ToJson(machine, item),
            });
        }

        return string.Join(' ', words);
    }

    private static JsonValue Row(Machine machine, JsonValue value, string kind)
    {
        if (value.AsArray is not { } items)
        {
            throw new JqException($"{JqText.Describe(value)} cannot be {kind}-formatted, only an array can be");
        }

        var row = new StringBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            machine.Step();
            row.Append(i == 0 ? "" : kind == "csv" ? "," : "\t");
            var item = items[i];
            row.Append(item.Kind switch
            {
                JsonKind.Null => "",
                JsonKind.True or JsonKind.False or JsonKind.Number => item.ToString(),
                JsonKind.String when kind == "csv" => $"\"{item.String.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
                JsonKind.String => item.String.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
                    .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
                _ => throw new JqException($"{JqText.Describe(item)} is not valid in a {kind} row"),
            });
        }

        return row.ToString();
    }
}
