using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas.Evaluation;

/// <summary>The words of violations and problems.</summary>
internal static class SchemaText
{
    private const int Listed = 6;

    /// <summary><c>number (3)</c>, with the value cut.</summary>
    public static string Describe(JsonValue value) => value.IsNull ? "null" : JqText.Describe(value);

    public static string Cut(JsonValue value) => JqText.Cut(value);

    public static string Quote(string name) => $"'{(name.Length > 60 ? name[..60] + "..." : name)}'";

    /// <summary><c>a, b or c</c>, cut when there are many.</summary>
    public static string List(IReadOnlyCollection<string> items, string last)
    {
        if (items.Count > Listed)
        {
            return string.Join(", ", items.Take(Listed)) + $" ... ({items.Count} in all)";
        }

        return items.Count == 1 ? items.First() : $"{string.Join(", ", items.Take(items.Count - 1))} {last} {items.Last()}";
    }

    public static string Count(int count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";

    /// <summary>A name as a token of a JSON pointer.</summary>
    public static string Token(string name) =>
        name.AsSpan().ContainsAny('~', '/') ? name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : name;
}
