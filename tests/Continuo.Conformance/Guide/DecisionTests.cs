using System.Text.RegularExpressions;
using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>Where the specification leaves a choice, the choice is told, with its reason, and held by a test.</summary>
public sealed partial class DecisionTests
{
    private static readonly string[] s_decisions = [.. Enumerable.Range(1, 32).Select(number => $"D{number}")];

    [Fact]
    public void Each_decision_has_a_line_in_the_reference_that_says_why()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "reference", "language.md"))
            .Select(line => Row().Match(line))
            .Where(row => row.Success && row.Groups["what"].Value.Trim().Length > 0 && row.Groups["why"].Value.Trim().Length > 0);

        Assert.Empty(s_decisions.Except(rows.SelectMany(row => row.Groups["numbers"].Value.Split(", "))));
    }

    [Fact]
    public void Each_decision_has_a_test_that_is_named_for_it()
    {
        var traits = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Trait().Matches(File.ReadAllText(file)))
            .Select(trait => trait.Groups[1].Value);
        var sentences = GuideFiles.All.SelectMany(entry => Bracket().Match(entry.Case.Sentence).Groups[1].Value.Split(", "));

        Assert.Empty(s_decisions.Except(traits.Concat(sentences)));
    }

    [Fact]
    public void No_two_cases_of_a_file_have_the_same_sentence() =>
        Assert.Empty(GuideFiles.All.GroupBy(entry => (entry.File, entry.Case.Sentence)).Where(group => group.Count() > 1).Select(group => group.Key));

    [GeneratedRegex(@"^\| (?<numbers>D\d+(, D\d+)*) \|(?<what>.+)\|(?<why>[^|]+)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\[Trait\(""Decision"", ""(D\d+)""\)\]")]
    private static partial Regex Trait();

    [GeneratedRegex(@"\((D\d+(?:, D\d+)*)\)$")]
    private static partial Regex Bracket();
}
