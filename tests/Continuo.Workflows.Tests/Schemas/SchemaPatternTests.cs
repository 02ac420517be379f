using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;
using Xunit;

namespace Continuo.Workflows.Tests.Schemas;

public sealed class SchemaPatternTests
{
    [Theory]
    [InlineData("b", "abc", true)]
    [InlineData("^.$", "\n", false)]
    [InlineData("^.$", "🐲", true)]
    [InlineData("^[^a]$", "🐲", true)]
    [InlineData("^[🐲-🐴]$", "🐳", true)]
    [InlineData("^[🐲-🐴]$", "🐵", false)]
    [InlineData(@"^\u{1F432}$", "🐲", true)]
    [InlineData(@"^\uD83D\uDC32$", "🐲", true)]
    [InlineData(@"^\p{L}+$", "aé𝒳", true)]
    [InlineData(@"^\P{L}+$", "1🐲", true)]
    [InlineData(@"^[\w-]+$", "a-b", true)]
    [InlineData(@"^[\W]$", "é", true)]
    [InlineData(@"^\-\/\@$", "-/@", true)]
    [InlineData("^a{2}$", "aa", true)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("^a]$", "a]", true)]
    [InlineData("^[]$", "", false)]
    [InlineData("^[^]$", "\n", true)]
    [InlineData(@"\bab\b", "x ab y", true)]
    [InlineData(@"\bab\b", "éab", true)]
    [InlineData(@"^(a)(?<n>b)\2\k<n>\1$", "abbba", true)]
    [InlineData(@"^(?:(a)|b)\1$", "b", true)]
    [InlineData("(?<!a)b", "ab", false)]
    [InlineData("^a+?$", "aaa", true)]
    [InlineData("# x", "# x", true)]
    public void Patterns_match_as_in_ECMA_262(string pattern, string text, bool expected) =>
        Assert.Equal(expected, JsonSchema.Compile(JsonObject.Of(("pattern", pattern))).IsValid(text));

    [Theory]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("(?i)a")]
    [InlineData("(?>a)")]
    [InlineData("a)")]
    [InlineData("[b-a]")]
    [InlineData(@"\2")]
    [InlineData(@"\k<x>")]
    [InlineData(@"\Z")]
    [InlineData(@"\x1")]
    [InlineData(@"\u{110000}")]
    [InlineData(@"\p{Script=Greek}")]
    [InlineData("a\\")]
    [InlineData("^*")]
    [InlineData("(?<a>x)(?<a>y)")]
    [InlineData("a{2,1}")]
    public void What_is_no_pattern_is_refused(string pattern) => Assert.Throws<SchemaException>(() => JsonSchema.Compile(JsonObject.Of(("pattern", pattern))));
}
