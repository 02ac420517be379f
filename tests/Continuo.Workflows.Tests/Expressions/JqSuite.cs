namespace Continuo.Workflows.Tests.Expressions;

/// <summary>A case of jq's own test files: a program with its results, or one that must not compile.</summary>
public sealed record JqCase(string File, int Line, string Program, string Input, IReadOnlyList<string> Expected, bool IsCompileError)
{
    public override string ToString() => $"{File}:{Line} {Program}";
}

/// <summary>Reads jq's test files (blocks between blank lines, of program, input and expected results) and our list of exceptions.</summary>
internal static class JqSuite
{
    public static string? Folder => Root is { } root && Directory.Exists(Path.Combine(root, "..", "shared", "jq"))
        ? Path.Combine(root, "..", "shared", "jq")
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

    public static IReadOnlyList<JqCase> Read(string file)
    {
        var cases = new List<JqCase>();
        var lines = File.ReadAllLines(Path.Combine(Folder!, file));
        for (var i = 0; i < lines.Length;)
        {
            if (lines[i].Trim().Length == 0 || lines[i].StartsWith('#'))
            {
                i++;
                continue;
            }

            var start = i;
            var block = new List<string>();
            while (i < lines.Length && lines[i].Trim().Length > 0)
            {
                if (!lines[i].StartsWith('#'))
                {
                    block.Add(lines[i]);
                }

                i++;
            }

            cases.Add(block[0].StartsWith("%%FAIL", StringComparison.Ordinal)
                ? new JqCase(file, start + 1, block[1], "", [.. block.Skip(2)], true)
                : new JqCase(file, start + 1, block[0], block[1].TrimStart('\uFEFF'), [.. block.Skip(2)], false));
        }

        return cases;
    }

    public static HashSet<(int Line, string Program)> Exceptions(string file) => [.. Listed(file).Select(e => (e.Line, e.Program))];

    /// <summary>The rows of the tables in docs/reference/jq.md: <c>| file:line | `program` | why |</c>.</summary>
    public static IEnumerable<(int Line, string Program, bool IsOutOfScope)> Listed(string file)
    {
        var isOutOfScope = false;
        foreach (var line in File.ReadLines(Path.Combine(Root!, "docs", "reference", "jq.md")))
        {
            isOutOfScope = line.StartsWith("### ", StringComparison.Ordinal) ? line.Contains("out of scope", StringComparison.Ordinal) : isOutOfScope;
            if (!line.StartsWith($"| {file}:", StringComparison.Ordinal))
            {
                continue;
            }

            var end = line.IndexOf(" | ``", StringComparison.Ordinal);
            var close = line.IndexOf("`` | ", end + 5, StringComparison.Ordinal);
            yield return (int.Parse(line[(file.Length + 3)..end]), line[(end + 5)..close].Trim().Replace("\\|", "|", StringComparison.Ordinal), isOutOfScope);
        }
    }
}
