using System.Globalization;
using System.Text;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>Data as YAML in block style; reading it again gives the same data.</summary>
internal sealed class YamlText
{
    private readonly StringBuilder _text = new();

    public static string Of(JsonValue value)
    {
        var writer = new YamlText();
        writer.Write(value, 0, afterKey: false);
        return writer._text.Append('\n').ToString().TrimStart('\n');
    }

    /// <param name="value">What to write.</param>
    /// <param name="indent">Of what stands on lines of its own.</param>
    /// <param name="afterKey">Whether a key stands before it on the line; else an item's dash or nothing.</param>
    private void Write(JsonValue value, int indent, bool afterKey)
    {
        switch (value)
        {
            case { AsObject: { Count: > 0 } members }:
                WriteMembers(members, indent, afterKey);
                break;
            case { AsArray: { Count: > 0 } items }:
                WriteItems(items, indent);
                break;
            case { AsString: { } text }:
                _text.Append(afterKey ? " " : "").Append(Scalar(text, indent));
                break;
            default:
                _text.Append(afterKey ? " " : "").Append(value.ToString());
                break;
        }
    }

    private void WriteMembers(JsonObject members, int indent, bool afterKey)
    {
        var isFirst = !afterKey;
        foreach (var (key, member) in members)
        {
            if (!isFirst)
            {
                Line(indent);
            }

            // An object that is an item begins on the line of the dash.
            isFirst = false;
            _text.Append(Quoted(key)).Append(':');
            Write(member, member.IsArray ? indent : indent + 2, afterKey: true);
        }
    }

    private void WriteItems(JsonArray items, int indent)
    {
        foreach (var item in items)
        {
            Line(indent);
            _text.Append("- ");
            Write(item, indent + 2, afterKey: false);
        }
    }

    private void Line(int indent) => _text.Append('\n').Append(' ', indent);

    private static string Scalar(string text, int indent)
    {
        if (!text.Contains('\n', StringComparison.Ordinal) || !IsBlock(text))
        {
            return Quoted(text);
        }

        var lines = text.EndsWith('\n') ? text[..^1].Split('\n') : text.Split('\n');
        var block = new StringBuilder(text.EndsWith('\n') ? "|" : "|-");
        foreach (var line in lines)
        {
            block.Append('\n').Append(' ', line.Length == 0 ? 0 : Math.Max(2, indent)).Append(line);
        }

        return block.ToString();
    }

    /// <summary>Whether a literal block gives the text back: nothing in it that only quotes keep.</summary>
    private static bool IsBlock(string text) =>
        text[0] is not (' ' or '\t' or '\n')
        && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && text.All(c => c is '\n' or >= ' ' and <= '~')
        && text.Split('\n').All(line => line.Length == 0 || !string.IsNullOrWhiteSpace(line));

    private static string Quoted(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        return text.All(c => c is >= ' ' and <= '~') ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'" : Escaped(text);
    }

    private static bool IsPlain(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] is '/' or '_' or '$' or '.')
        && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '_' or '-' or '/' or '$' or '@' or '+' or '=' or '(' or ')' or '|' or '<' or '>' or '*')
        && YamlScalar.Resolve(text).AsString == text;

    private static string Escaped(string text)
    {
        var quoted = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                >= ' ' and <= '~' => quoted.Append(c),
                _ when char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) =>
                    quoted.Append(CultureInfo.InvariantCulture, $"\\U{char.ConvertToUtf32(c, text[++i]):x8}"),
                _ when char.IsLetter(c) => quoted.Append(c),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }

        return quoted.Append('"').ToString();
    }
}
