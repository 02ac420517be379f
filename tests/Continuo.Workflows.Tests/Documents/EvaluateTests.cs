using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary><c>evaluate</c>: the mode and the language of a document's expressions.</summary>
public sealed class EvaluateTests
{
    private static JsonValue Set(string evaluate, string value, string input = """{"n":5}""")
    {
        var task = Sample.Task<SetTask>($"evaluate: {evaluate}\ndo:\n  - a: {{set: {{v: {value}}}}}\n");
        return task.Value.Evaluate(JsonValue.Parse(input), JqEnvironment.Empty, JqLimits.Default)["v"];
    }

    [Theory]
    [InlineData(".n", "5")]
    [InlineData("'${ .n + 1 }'", "6")]
    [InlineData(".", """{"n":5}""")]
    [InlineData("'null'", "null")]
    [InlineData("'true'", "true")]
    [InlineData("'1'", "1")]
    [InlineData("'\"q\"'", "\"q\"")]
    [InlineData("hello", "\"hello\"")]
    [InlineData("'Hello World'", "\"Hello World\"")]
    [InlineData("'empty'", "\"empty\"")]
    [InlineData("'.n.x'", "\".n.x\"")]
    [InlineData("'$nope'", "\"$nope\"")]
    [InlineData("'error(1)'", "\"error(1)\"")]
    [InlineData("'${ .n + }'", "\"${ .n + }\"")]
    [InlineData("[.n, text, {k: .n}]", """[5,"text",{"k":5}]""")]
    [InlineData("7", "7")]
    public void In_loose_mode_every_text_is_tried_as_an_expression(string value, string expected) =>
        Assert.Equal(expected, Set("{mode: loose}", value).ToString());

    [Fact]
    public void Loose_mode_gives_no_words_about_texts() => Sample.AssertNone("evaluate: {mode: loose}\ndo:\n  - a: {set: {a: 'Hi ${ .x }', b: .n, c: $nope}}\n");

    [Fact]
    public void What_is_an_expression_by_definition_must_be_one_in_loose_mode_too() =>
        Sample.Only(Continuo.Workflows.Validation.DiagnosticCodes.ExpressionSyntax, "evaluate: {mode: loose}\ndo:\n  - a: {if: not an expression, set: {a: 1}}\n");

    [Theory]
    [InlineData("javascript")]
    [InlineData("js")]
    public void Expressions_may_be_JavaScript(string language)
    {
        Assert.Equal("[5,10]", Set($"{{language: {language}}}", "'${ [$.n, $.n * 2] }'").ToString());
        Assert.Equal("text", Set($"{{language: {language}}}", "text").AsString);
    }

    [Theory]
    [InlineData("$.n + 1", "6")]
    [InlineData("undefined", "\"undefined\"")]
    [InlineData("Hello World", "\"Hello World\"")]
    [InlineData("hello", "\"hello\"")]
    public void JavaScript_has_a_loose_mode_too(string value, string expected) =>
        Assert.Equal(expected, Set("{language: javascript, mode: loose}", value).ToString());

    [Theory]
    [InlineData("{language: javascript}", "'${ 1 + }'", "CW0301")]
    [InlineData("{language: javascript}", "'${ $nope }'", "CW0303")]
    [InlineData("{language: javascript}", "'${ $secrets.k }'", "CW0306")]
    [InlineData("{language: cel}", "'${ anything at all }'", "CW1019")]
    [InlineData("{mode: lose}", "1", "CW0104")]
    public void What_is_wrong_is_said(string evaluate, string value, string code) =>
        Assert.Equal(code, Assert.Single(Sample.Load($"evaluate: {evaluate}\ndo:\n  - a: {{set: {{v: {value}}}}}\n").Diagnostics).Code);
}
