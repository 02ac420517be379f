namespace Continuo.Workflows.Validation;

/// <summary>The known name that somebody most probably meant.</summary>
internal static class Suggestion
{
    private const int LongestName = 80;

    /// <summary>A sentence with the nearest of <paramref name="known"/>, or null when none is near.</summary>
    public static string? For(string name, IEnumerable<string> known)
    {
        var all = known as IReadOnlyCollection<string> ?? [.. known];
        if (Nearest(name, all) is not { } nearest)
        {
            return null;
        }

        // Of two that are as near, nobody can say which was meant; to mend it is then up to the author.
        return Nearest(name, all.Where(candidate => candidate != nearest)) is { } second && IsAsNear(name, nearest, second)
            ? $"Did you mean '{nearest}' or '{second}'?"
            : $"Did you mean '{nearest}'?";
    }

    private static bool IsAsNear(string name, string nearest, string second) =>
        !string.Equals(nearest, name, StringComparison.OrdinalIgnoreCase) && Distance(name, nearest) == Distance(name, second);

    public static string? Nearest(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LongestName)
        {
            return null;
        }

        // A third of the letters may be wrong: more than that is another word.
        var best = Math.Max(1, name.Length / 3) + 1;
        string? nearest = null;
        foreach (var candidate in known)
        {
            if (candidate.Length > LongestName || Math.Abs(candidate.Length - name.Length) >= best)
            {
                continue;
            }

            var distance = string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(name, candidate, best);
            if (distance < best)
            {
                (best, nearest) = (distance, candidate);
            }
        }

        return nearest;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one name into the other; neither longer than 80.</summary>
    /// <param name="from">One name.</param>
    /// <param name="to">The other.</param>
    /// <param name="enough">A distance from which on it is not of interest how large it is.</param>
    public static int Distance(string from, string to, int enough = int.MaxValue)
    {
        Span<int> before = stackalloc int[LongestName + 1];
        Span<int> last = stackalloc int[LongestName + 1];
        Span<int> next = stackalloc int[LongestName + 1];
        for (var j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            next[0] = i;
            var least = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var cost = from[i - 1] == to[j - 1] ? 0 : 1;
                next[j] = Math.Min(Math.Min(next[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                least = Math.Min(least, next[j]);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            if (least > enough)
            {
                return least;
            }

            var spare = before;
            before = last;
            last = next;
            next = spare;
        }

        return last[to.Length];
    }
}
