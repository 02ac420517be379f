namespace Continuo.Workflows.Expressions.Compilation;

/// <summary>The known name that is nearest to a mistyped one.</summary>
internal static class Suggestion
{
    /// <returns>Text to append to a message; empty when no name is near.</returns>
    public static string For(string name, IEnumerable<string> known, string prefix)
    {
        var (best, least) = ("", Math.Max(1, name.Length / 3) + 1);
        foreach (var candidate in known)
        {
            var distance = Distance(name, candidate, least);
            if (distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best.Length == 0 ? "" : $"; did you mean {prefix}{best}?";
    }

    /// <summary>Edits between the two, a swap of neighbours counting as one.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
