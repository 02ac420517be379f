using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Continuo.Workflows.Tests.Validation;

/// <summary>A document that is wrong, and what is to be said of it.</summary>
/// <remarks>
/// The files hold one after the other: <c>=== title</c>, a line <c>! CODE LINE:COLUMN</c> for each diagnostic, and the document. Unless the title begins with
/// <c>whole:</c>, five lines of head stand before it. <c>@lines N TEXT</c> is N lines of it, <c>#</c> in them the number; <c>@times N TEXT</c> is a line in which it stands N times.
/// </remarks>
internal sealed partial record BrokenDocument(string File, string Title, IReadOnlyList<string> Expected, string Text)
{
    private const string Head = "document:\n  dsl: '1.0.3'\n  namespace: tests\n  name: sample\n  version: '1.0.0'\n";

    public static IEnumerable<BrokenDocument> Of(string file, string content)
    {
        foreach (var part in content.ReplaceLineEndings("\n").Split("\n=== ").Select((text, index) => index == 0 ? text["=== ".Length..] : text))
        {
            var lines = part.Split('\n');
            var expected = lines.Skip(1).TakeWhile(line => line.StartsWith("! ", StringComparison.Ordinal)).Select(line => line[2..].Trim()).ToList();
            var text = new StringBuilder(lines[0].StartsWith("whole:", StringComparison.Ordinal) ? "" : Head);
            foreach (var line in lines.Skip(1 + expected.Count))
            {
                Append(text, line);
            }

            yield return new BrokenDocument(file, lines[0], expected, text.ToString().TrimEnd('\n') + "\n");
        }
    }

    private static void Append(StringBuilder text, string line)
    {
        if (Repeated().Match(line) is not { Success: true } repeated)
        {
            text.Append(line).Append('\n');
            return;
        }

        var count = int.Parse(repeated.Groups[2].Value, CultureInfo.InvariantCulture);
        for (var i = 0; i < count; i++)
        {
            text.Append(repeated.Groups[1].Value == "lines" ? repeated.Groups[3].Value.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) + "\n" : repeated.Groups[3].Value);
        }

        text.Append(repeated.Groups[1].Value == "lines" ? "" : "\n");
    }

    [GeneratedRegex("^@(lines|times) ([0-9]+) (.*)$")]
    private static partial Regex Repeated();
}
