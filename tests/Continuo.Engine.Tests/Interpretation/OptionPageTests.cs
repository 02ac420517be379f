using System.Text.RegularExpressions;
using Continuo.Testing;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>The pages about the language and about our metadata name every option that the grammar has.</summary>
public sealed partial class OptionPageTests
{
    [Fact]
    public void Every_option_of_the_grammar_is_named_on_the_page()
    {
        var pages = new[] { "language.md", "metadata.md" }.Select(page => File.ReadAllText(Path.Combine(Root(), "docs", "reference", page)));
        var named = pages.SelectMany(page => Code().Matches(page)).SelectMany(code => Word().Matches(code.Value)).Select(word => word.Value).ToHashSet(StringComparer.Ordinal);

        var missing = GrammarOptions.All.Where(option => option.Split('.').Skip(1).Any(part => !named.Contains(part))).Order(StringComparer.Ordinal);

        Assert.True(!missing.Any(), $"Not on the page: {string.Join(", ", missing)}");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Continuo.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"```[\s\S]*?```|`[^`\n]+`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
