using System.Text;

namespace Continuo.Workflows.Lint.Fixes;

/// <summary>Two texts with the same number of lines, as a unified diff: what fixes change stays on its line.</summary>
public static class TextDifference
{
    private const int Context = 3;

    /// <returns>Empty when the texts are equal.</returns>
    public static string Of(string before, string after, string name)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (old, changed) = (before.Split('\n'), after.Split('\n'));
        var places = Enumerable.Range(0, Math.Min(old.Length, changed.Length)).Where(i => old[i] != changed[i]).ToList();
        if (places.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder($"--- {name}\n+++ {name}\n");
        var at = 0;
        while (at < places.Count)
        {
            var last = at;
            while (last + 1 < places.Count && places[last + 1] - places[last] <= 2 * Context)
            {
                last++;
            }

            AppendHunk(text, old, changed, Math.Max(0, places[at] - Context), Math.Min(LastLine(old), places[last] + Context));
            at = last + 1;
        }

        return text.ToString();
    }

    private static int LastLine(string[] lines) => lines[^1].Length == 0 ? lines.Length - 2 : lines.Length - 1;

    private static void AppendHunk(StringBuilder text, string[] old, string[] changed, int from, int to)
    {
        text.Append($"@@ -{from + 1},{to - from + 1} +{from + 1},{to - from + 1} @@\n");
        for (var i = from; i <= to; i++)
        {
            if (old[i] == changed[i])
            {
                text.Append($" {old[i]}\n");
                continue;
            }

            var end = i;
            while (end + 1 <= to && old[end + 1] != changed[end + 1])
            {
                end++;
            }

            text.AppendJoin("", old[i..(end + 1)].Select(line => $"-{line}\n")).AppendJoin("", changed[i..(end + 1)].Select(line => $"+{line}\n"));
            i = end;
        }
    }
}
