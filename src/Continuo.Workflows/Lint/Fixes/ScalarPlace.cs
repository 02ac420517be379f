using System.Text.RegularExpressions;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Documents.Syntax;

namespace Continuo.Workflows.Lint.Fixes;

/// <summary>A key or a value of the text on one line, without escapes: what can be replaced and leaves everything else alone.</summary>
/// <param name="Start">Where it starts, its quote included.</param>
/// <param name="Length">How long it is, its quotes included.</param>
/// <param name="Quote">Its quote, or none.</param>
/// <param name="IsJson">Whether the document is JSON, in which only one quote is known.</param>
internal sealed partial record ScalarPlace(int Start, int Length, char? Quote, bool IsJson)
{
    public static ScalarPlace? Find(string text, SourceNode root, TextPosition position)
    {
        var content = Content(root, position);
        var start = Offset(text, position);
        if (content is null || start < 0)
        {
            return null;
        }

        var rest = text.AsSpan(start);
        char? quote = rest.StartsWith("\"") ? '"' : rest.StartsWith("'") ? '\'' : null;
        if (quote is { } mark)
        {
            return rest[1..].StartsWith(content) && rest.Length > content.Length + 1 && rest[content.Length + 1] == mark && !content.Contains(mark, StringComparison.Ordinal)
                ? new ScalarPlace(start, content.Length + 2, quote, JsonTree.Is(text))
                : null;
        }

        return content.Length > 0 && rest.StartsWith(content) ? new ScalarPlace(start, content.Length, null, JsonTree.Is(text)) : null;
    }

    public TextEdit Replace(Replacement replacement)
    {
        var quote = IsJson ? '"' : Quote ?? (replacement.InQuotes || !Plain().IsMatch(replacement.Text) ? '\'' : null);
        return new TextEdit(Start, Length, quote switch
        {
            null => replacement.Text,
            '\'' => $"'{replacement.Text.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => $"\"{replacement.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        });
    }

    /// <summary>What stands at a position: a key, or a value.</summary>
    private static string? Content(SourceNode node, TextPosition position)
    {
        switch (node)
        {
            case SourceScalar scalar:
                return scalar.Position == position ? scalar.Text : null;
            case SourceList list:
                return list.Items.Select(item => Content(item, position)).FirstOrDefault(found => found is not null);
            default:
                return ((SourceMap)node).Members.Select(member => member.KeyPosition == position ? member.Key : Content(member.Value, position)).FirstOrDefault(found => found is not null);
        }
    }

    private static int Offset(string text, TextPosition position)
    {
        var start = text.StartsWith('\uFEFF') ? 1 : 0;
        for (var line = 1; line < position.Line; line++)
        {
            start = text.IndexOf('\n', start) + 1;
            if (start == 0)
            {
                return -1;
            }
        }

        start += position.Column - 1;
        return start < text.Length ? start : -1;
    }

    /// <summary>Surely a text in YAML also without quotes.</summary>
    [GeneratedRegex(@"^(?!(?:true|false|null)$)[A-Za-z_][A-Za-z0-9_./-]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Plain();
}
