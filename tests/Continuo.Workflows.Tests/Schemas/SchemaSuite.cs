using Continuo.Workflows.Json;

namespace Continuo.Workflows.Tests.Schemas;

/// <summary>A case of the public suite: a value that a schema accepts or refuses.</summary>
public sealed record SchemaCase(string File, string Group, string Test, JsonValue Schema, JsonValue Value, bool IsValid)
{
    public (string File, string Group, string Test) Name => (File, Group, Test);

    public override string ToString() => $"{File} | {Group} | {Test}";
}

/// <summary>Reads the public suite of JSON Schema and our list of exceptions.</summary>
internal static class SchemaSuite
{
    public static string? Folder => Root is { } root && Directory.Exists(Path.Combine(root, "..", "shared", "json-schema"))
        ? Path.Combine(root, "..", "shared", "json-schema")
        : null;

    private static string? Root
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(Path.Combine(at.FullName, "Continuo.slnx")))
            {
                at = at.Parent;
            }

            return at?.FullName;
        }
    }

    private static string Tests => Path.Combine(Folder!, "tests", "draft2020-12");

    public static IReadOnlyList<SchemaCase> Read(Func<string, bool> chooses) =>
        [.. Directory.GetFiles(Tests, "*.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Tests, path).Replace('\\', '/'))
            .Where(chooses)
            .Order(StringComparer.Ordinal)
            .SelectMany(Cases)];

    /// <summary>What the suite's server would give, by address.</summary>
    public static IReadOnlyDictionary<string, JsonValue> Remotes()
    {
        var folder = Path.Combine(Folder!, "remotes");
        return Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).ToDictionary(
            path => "http://localhost:1234/" + Path.GetRelativePath(folder, path).Replace('\\', '/'),
            path => JsonValue.Parse(File.ReadAllBytes(path)));
    }

    /// <summary>The rows of the table in docs/reference/json-schema.md: <c>| file | group | test | why |</c>.</summary>
    public static IEnumerable<(string File, string Group, string Test)> Listed() =>
        File.ReadLines(Path.Combine(Root!, "docs", "reference", "json-schema.md"))
            .Where(line => line.StartsWith("| optional/", StringComparison.Ordinal))
            .Select(line => line.Split(" | "))
            .Select(cells => (cells[0][2..], cells[1].Trim('`'), cells[2].Trim('`')));

    private static IEnumerable<SchemaCase> Cases(string file) =>
        from @group in JsonValue.Parse(File.ReadAllBytes(Path.Combine(Tests, file))).Array
        from test in @group["tests"].Array
        select new SchemaCase(file, @group["description"].String, test["description"].String, @group["schema"], test["data"], test["valid"].Kind == JsonKind.True);
}
