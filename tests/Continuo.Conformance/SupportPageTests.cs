using System.Text.RegularExpressions;
using Xunit;

namespace Continuo.Conformance;

/// <summary>The page that says what of the language is supported.</summary>
public sealed partial class SupportPageTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "language.md"));

    [Fact]
    public void Every_class_of_tests_that_it_names_is_there()
    {
        var there = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();

        var named = ClassName().Matches(s_page).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Subset(there!, named!);
    }

    [Fact]
    public void Every_decision_stands_on_it_with_a_reason()
    {
        var rows = s_page.Split('\n').Where(line => line.StartsWith("| D", StringComparison.Ordinal)).Select(line => line.Split(" | ")).ToList();

        Assert.Equal(Enumerable.Range(1, 32).Select(number => $"D{number}").Order(StringComparer.Ordinal), rows.SelectMany(row => row[0].TrimStart('|', ' ').Split(", ")).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(rows, row => row[^1].Trim('|', ' ').Length == 0);
    }

    [GeneratedRegex(@"`(?:\w+/)?(\w+(?:Tests|Cases))`")]
    private static partial Regex ClassName();
}
