using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>Where two values differ, one line for each place.</summary>
internal static class JsonDifference
{
    private const int Most = 20;

    /// <param name="expected">A text that is an expression, <c>${ . > 10 }</c>, must be true of what stands there.</param>
    /// <param name="actual">What came out.</param>
    /// <param name="partial">Whether objects may have members that are not expected.</param>
    public static List<string> Between(JsonValue expected, JsonValue actual, bool partial)
    {
        var found = new List<string>();
        Compare(expected, actual, partial, "", found);
        return found.Count <= Most ? found : [.. found.Take(Most), $"... and {found.Count - Most} more"];
    }

    private static void Compare(JsonValue expected, JsonValue actual, bool partial, string pointer, List<string> found)
    {
        if (expected.AsString is { } text && text.StartsWith("${", StringComparison.Ordinal) && text.EndsWith('}'))
        {
            Judge(text[2..^1], actual, pointer, found);
        }
        else if (expected.AsObject is { } members && actual.AsObject is { } others)
        {
            CompareMembers(members, others, partial, pointer, found);
        }
        else if (expected.AsArray is { } items && actual.AsArray is { } given)
        {
            CompareItems(items, given, partial, pointer, found);
        }
        else if (expected != actual)
        {
            found.Add($"{Place(pointer)}: expected {expected}, found {actual}");
        }
    }

    private static void CompareMembers(JsonObject expected, JsonObject actual, bool partial, string pointer, List<string> found)
    {
        foreach (var (key, value) in expected)
        {
            var place = $"{pointer}/{Escape(key)}";
            if (actual.TryGet(key, out var other))
            {
                Compare(value, other, partial, place, found);
            }
            else
            {
                found.Add($"{place}: expected {value}, found nothing");
            }
        }

        if (!partial)
        {
            found.AddRange(actual.Where(member => !expected.ContainsKey(member.Key)).Select(member => $"{pointer}/{Escape(member.Key)}: not expected, found {member.Value}"));
        }
    }

    private static void CompareItems(JsonArray expected, JsonArray actual, bool partial, string pointer, List<string> found)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            Compare(expected[i], actual[i], partial, $"{pointer}/{i}", found);
        }

        for (var i = actual.Count; i < expected.Count; i++)
        {
            found.Add($"{pointer}/{i}: expected {expected[i]}, found nothing");
        }

        for (var i = expected.Count; i < actual.Count; i++)
        {
            found.Add($"{pointer}/{i}: not expected, found {actual[i]}");
        }
    }

    private static void Judge(string expression, JsonValue actual, string pointer, List<string> found)
    {
        try
        {
            var program = JqProgram.Compile(expression, []);
            if (!program.TryFirst(actual, JqEnvironment.Empty, JqLimits.Default, out var result) || !result.IsTruthy)
            {
                found.Add($"{Place(pointer)}: expected ${{{expression}}}, found {actual}");
            }
        }
        catch (Exception problem) when (problem is JqException or JqCompileException)
        {
            found.Add($"{Place(pointer)}: expected ${{{expression}}}, which fails on {actual}: {problem.Message}");
        }
    }

    private static string Place(string pointer) => pointer.Length == 0 ? "(whole)" : pointer;

    private static string Escape(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
