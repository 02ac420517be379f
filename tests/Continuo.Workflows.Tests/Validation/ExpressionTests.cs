using Continuo.Workflows.Documents;
using Continuo.Workflows.Tests.Documents;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Validation;

/// <summary>Where expressions are, what they may name, and where their mistakes are.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("do:\n  - a:\n      if: .a ==\n      set: {n: 1}\n", 8)]
    [InlineData("do:\n  - a:\n      set: {n: 1, m: '${ .a | }'}\n", 8)]
    [InlineData("do:\n  - a:\n      set:\n        n: |\n          ${\n            .a |\n            | .b\n          }\n", 12)]
    [InlineData("do:\n  - a:\n      set: \"${ \\\"a\\\\tb\\\" | }\"\n", 8)]
    [InlineData("do:\n  - a:\n      set: '${ .a }-${ .b }'\n", 8)]
    public void A_mistake_in_an_expression_has_its_line(string rest, int line)
    {
        var found = Sample.Only(DiagnosticCodes.ExpressionSyntax, rest);

        Assert.Equal(line, found.Position.Line);
    }

    [Theory]
    [InlineData("x: .a @@ .b", 0, "2:9")]
    [InlineData("x: '${ it''s @@ }'", 0, "2:16")]
    [InlineData("x: \"${ \\u0041\\\"b @@ }\"", 0, "2:20")]
    [InlineData("x: |\n    .a\n    | .b @@\n", 0, "4:10")]
    [InlineData("x: |\r\n    .a\r\n    | .b @@\r\n", 0, "4:10")]
    [InlineData("x: >\n    .a\n    | .b @@\n", 0, "4:10")]
    [InlineData("x: .a\n    | .b @@\n", 0, "3:10")]
    [InlineData("x: |2\n     .a @@\n", 0, "3:9")]
    public void A_place_in_a_value_is_found_again_in_the_text(string yaml, int skip, string expected)
    {
        var text = $"a:\n  {yaml}";
        var diagnostics = new DiagnosticBag();
        var tree = (Continuo.Workflows.Documents.Syntax.SourceMap)Continuo.Workflows.Documents.Syntax.YamlTree.Read(text, diagnostics)!;
        var scalar = (Continuo.Workflows.Documents.Syntax.SourceScalar)((Continuo.Workflows.Documents.Syntax.SourceMap)tree["a"]!)["x"]!;

        var found = Continuo.Workflows.Documents.Syntax.ScalarPositions.Locate(text, scalar, scalar.Text.IndexOf("@@", skip, StringComparison.Ordinal));

        Assert.Equal(expected, found.ToString());
    }

    [Fact]
    public void A_mistake_in_JSON_is_found_behind_its_escapes()
    {
        var text = "{\"document\":{\"dsl\":\"1.0.3\",\"namespace\":\"a\",\"name\":\"b\",\"version\":\"1.0.0\"},\n\"do\":[{\"é\":{\"set\":\"${ \\\"\\u0041\\\" | }\"}}]}";

        var found = Assert.Single(WorkflowLoader.Load(text).Diagnostics);

        Assert.Equal("CW0301", found.Code);
        Assert.Equal(2, found.Position.Line);
        Assert.InRange(found.Position.Column, text.LastIndexOf('|') - text.IndexOf('\n', StringComparison.Ordinal), text.LastIndexOf('|') - text.IndexOf('\n', StringComparison.Ordinal) + 3);
    }

    [Fact]
    public void An_empty_expression_is_refused() =>
        Sample.Only(DiagnosticCodes.ExpressionSyntax, "do:\n  - a: {if: '', set: {n: 1}}\n");

    [Fact]
    public void An_expression_has_a_limit() =>
        Sample.Only(DiagnosticCodes.ExpressionTooLong, $"do:\n  - a:\n      if: .a{new string('a', 70_000)}\n      set: {{n: 1}}\n");

    [Theory]
    [InlineData("if: $input.a, set: {n: 1}", "input")]
    [InlineData("input: {from: $input.a}, set: {n: 1}", "input")]
    [InlineData("output: {as: $output}, set: {n: 1}", "output")]
    [InlineData("set: '${ $itm }'", "itm")]
    [InlineData("for: {each: pet, in: $pet}, do: []", "pet")]
    [InlineData("for: {each: pet, in: .a}, do: [], output: {as: $pet}", "pet")]
    [InlineData("try: [{x: {set: '${ $error }'}}], catch: {}", "error")]
    [InlineData("try: [], catch: {as: e, do: [{x: {set: '${ $error }'}}]}", "error")]
    public void A_variable_out_of_scope_is_warned_of(string task, string name)
    {
        var found = Sample.Only(DiagnosticCodes.UnknownVariable, $"do:\n  - a: {{{task}}}\n");

        Assert.Equal(Severity.Warning, found.Severity);
        Assert.Contains($"'${name}'", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("if: '$context.a and $task.name and $workflow.id and $runtime.name', set: {n: 1}")]
    [InlineData("set: '${ [$input, $context, $task, $authorization] }'")]
    [InlineData("set: {n: 1}, export: {as: '$context + $output + $input'}")]
    [InlineData("for: {each: pet, in: .a, at: i}, while: $pet, do: [{x: {do: [{y: {set: '${ [$pet, $i] }'}}]}}]")]
    [InlineData("for: {in: .a}, do: [{x: {set: '${ [$item, $index] }'}}]")]
    [InlineData("try: [], catch: {as: e, when: $e.status, retry: {when: $e}, do: [{x: {set: '${ $e }'}}]}")]
    [InlineData("listen: {to: {any: []}}, foreach: {item: ev, at: i, do: [{x: {set: '${ [$ev, $i] }'}}], output: {as: $ev}}")]
    [InlineData("set: '${ . as $x | $x }'")]
    [InlineData("set: '${ reduce .[] as $n (0; . + $n) }'")]
    public void A_variable_in_scope_is_not(string task) => Sample.AssertNone($"do:\n  - a: {{{task}}}\n");

    [Fact]
    public void A_suggestion_is_given_for_a_mistyped_variable() =>
        Assert.Equal("Did you mean 'context'?", Sample.Only(DiagnosticCodes.UnknownVariable, "do:\n  - a: {set: '${ $contxt }'}\n").Remedy);

    [Fact]
    public void An_undeclared_secret_is_warned_of()
    {
        Assert.Equal("Did you mean 'apiKey'?", Sample.Only(DiagnosticCodes.SecretNotDeclared, "use: {secrets: [apiKey]}\ndo:\n  - a: {set: '${ $secrets.apikey }'}\n").Remedy);
        Sample.AssertNone("use: {secrets: [apiKey]}\ndo:\n  - a: {set: '${ $secrets.apiKey }'}\n");
    }

    [Theory]
    [InlineData("set: {n: 'Hello ${ .name }!'}", "CW0304")]
    [InlineData("set: {n: .name}", "CW0305")]
    [InlineData("set: {n: $context.a}", "CW0305")]
    [InlineData("call: f, with: {n: '.a.b[0]'}", "CW0305")]
    public void A_text_that_may_be_meant_as_an_expression_is_warned_of(string task, string code) =>
        Assert.Equal(code, Assert.Single(Sample.Load($"do:\n  - a: {{{task}}}\n").Diagnostics).Code);

    [Theory]
    [InlineData("set: {n: ./file, m: ..., o: .5x, p: $5, q: 'a.b'}")]
    [InlineData("set: {n: '${{a: 1}}'}")]
    [InlineData("set: {n: '  ${ .a }  '}")]
    public void An_ordinary_text_is_not(string task) => Sample.AssertNone($"do:\n  - a: {{{task}}}\n");

    [Fact]
    public void A_call_that_differs_by_a_letter_is_warned_of() =>
        Assert.Equal("Did you mean 'http'?", Sample.Only(DiagnosticCodes.LikeBuiltInCall, "do:\n  - a: {call: htpp}\n").Remedy);

    [Fact]
    public void Another_language_is_not_judged()
    {
        var result = Sample.Load("evaluate: {language: cel}\ndo:\n  - a: {if: '!a', set: '${ () => {} }', then: end}\n");

        Assert.Equal("CW1019", Assert.Single(result.Diagnostics).Code);
        Assert.True(Assert.Single(result.Definition!.Unsupported).BlocksStart);
    }
}
