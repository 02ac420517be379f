using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Conformance.Examples;

/// <summary>Every example of the standard with how it is executed: here by a row, or by the tests that the row names.</summary>
internal static class ExampleTable
{
    public static IReadOnlyList<JsonObject> Rows { get; } =
        [.. DataDocument.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Examples", "examples.yaml"))).Array.Select(row => row.Object)];

    /// <summary>Those that are executed here, by file and place in the table: an example may be run twice.</summary>
    public static IEnumerable<(string Name, JsonObject Row)> Executed => Rows.Where(row => row["by"].IsNull).Select(row => (NameOf(row), row));

    private static string NameOf(JsonObject row) => row["as"].AsString is { } variant ? $"{row["file"].String} {variant}" : row["file"].String;
}
