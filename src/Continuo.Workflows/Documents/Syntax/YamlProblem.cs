using Continuo.Workflows.Validation;
using YamlDotNet.Core;

namespace Continuo.Workflows.Documents.Syntax;

/// <summary>Turns the scanner's complaint into a diagnostic.</summary>
internal static class YamlProblem
{
    /// <param name="diagnostics">Where it goes.</param>
    /// <param name="text">The document.</param>
    /// <param name="message">The scanner's own words.</param>
    /// <param name="at">Where the scanner stopped.</param>
    /// <param name="last">The last place that could be read.</param>
    public static void Report(DiagnosticBag diagnostics, string text, string message, Mark at, Mark last)
    {
        var position = new TextPosition((int)Math.Max(1, at.Line), (int)Math.Max(1, at.Column));
        var remedy = "Check quotes, brackets and indentation.";
        if (message.Contains("tab", StringComparison.Ordinal) && TabFrom(text, (int)last.Line) is { } tab)
        {
            (position, remedy) = (tab, "Indent with spaces: YAML allows no tabs there.");
        }

        diagnostics.Add(DiagnosticCodes.Syntax, position, "", Sentence(message), remedy);
    }

    /// <summary>The first tab in an indentation at or after <paramref name="line"/>.</summary>
    private static TextPosition? TabFrom(string text, int line)
    {
        var number = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = content.Length - content.TrimStart(" \t").Length;
            var tab = content[..indent].IndexOf('\t');
            if (number >= line && tab >= 0)
            {
                return new TextPosition(number, tab + 1);
            }
        }

        return null;
    }

    private static string Sentence(string message)
    {
        // Some messages repeat the position in front.
        var cut = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        var text = (cut < 0 ? message : message[(cut + 3)..]).TrimEnd('.', ' ');
        return text.Length == 0 ? "The text is not YAML." : $"The text is not YAML: {char.ToLowerInvariant(text[0])}{text[1..]}.";
    }
}
