using System.Text;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Json;

public sealed class JsonTextErrorTests
{
    [Theory]
    [InlineData("\"\\ud800\"", 1, 1)]
    [InlineData("{\n  \"a\": [1, \"\\udc00x\"]}", 2, 12)]
    [InlineData("{\"\\ud800\":1}", 1, 2)]
    public void Half_a_surrogate_pair_is_refused_with_its_place(string text, int line, int column)
    {
        var problem = Assert.Throws<JsonSyntaxException>(() => JsonReader.Read(text));

        Assert.Contains("surrogate", problem.Problem, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("\"\u00ff\u00fe\"", 1, 1)]
    [InlineData("[\n\"caf\u00e9\"]", 2, 1)]
    [InlineData("{\"caf\u00e9\":1}", 1, 2)]
    public void Bytes_that_are_not_UTF_8_are_refused_with_their_place(string latin1, int line, int column)
    {
        var problem = Assert.Throws<JsonSyntaxException>(() => JsonReader.Read(Encoding.Latin1.GetBytes(latin1)));

        Assert.Contains("UTF-8", problem.Problem, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Line, problem.Column));
    }

    [Fact]
    public void Whole_pairs_are_read() => Assert.Equal("\U0001F600", JsonReader.Read("\"\\ud83d\\ude00\"").AsString);
}
