using Continuo.Workflows.Json;

namespace Continuo.Workflows.Tests.Expressions;

/// <summary>A case of jq's own test files: a program with its results, or one that must not compile.</summary>
public sealed record JqCase(string File, int Line, string Program, string Input, IReadOnlyList<string> Expected, bool IsCompileError)
{
    public override string ToString() => $"{File}:{Line} {Program}";
}

/// <summary>Reads jq's test files: blocks between blank lines, of program, input and expected results.</summary>
internal static class JqSuite
{
    public static string? Folder
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(Path.Combine(at.FullName, "Continuo.slnx")))
            {
                at = at.Parent;
            }

            var folder = at is null ? null : Path.Combine(at.FullName, "..", "shared", "jq");
            return Directory.Exists(folder) ? folder : null;
        }
    }

    public static IReadOnlyList<JqCase> Read(string file)
    {
        var cases = new List<JqCase>();
        var lines = File.ReadAllLines(Path.Combine(Folder!, file));
        for (var i = 0; i < lines.Length;)
        {
            if (IsBlank(lines[i]))
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

    private static bool IsBlank(string line) => line.Trim().Length == 0 || line.StartsWith('#');
}
