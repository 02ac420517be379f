using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

public sealed class JqLimitTests
{
    [Theory]
    [InlineData("last(range(1e9))", "steps")]
    [InlineData("[limit(1e9; repeat(1))] | length", "steps")]
    [InlineData("0 | until(false; . + 1)", "steps")]
    [InlineData("def f: f; f", "depth")]
    [InlineData("def f: 1 + f; f", "depth")]
    [InlineData("def f: [f]; f", "depth")]
    [InlineData("def f(g): f(g | g); f(.)", "depth")]
    [InlineData("range(200000)", "outputs")]
    [InlineData("reduce range(40) as $i (1; [., .])", "output size")]
    [InlineData("reduce range(40) as $i (1; {a: ., b: .}) | tojson", "steps")]
    [InlineData("[reduce range(40) as $i (1; [., .])] | . + . | sort", "steps")]
    [InlineData("reduce range(40) as $i (\"ab\"; . + .) | length", "steps")]
    [InlineData(".[400000000] = 1", "output size")]
    [InlineData("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\" | test(\"^(a+)+\\\\1$\")", "regex time")]
    public void What_would_not_end_ends_with_an_error_that_names_the_limit(string program, string limit)
    {
        var error = Evaluating.Fails(program);

        Assert.True(error.IsLimit);
        Assert.Contains($"(limit: {limit})", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("try last(range(1e9)) catch 0")]
    [InlineData("last(range(1e9))?")]
    [InlineData("last(range(1e9)) // 0")]
    [InlineData(". as [$a] ?// $a | last(range(1e9))")]
    public void A_limit_cannot_be_caught(string program) => Assert.True(Evaluating.Fails(program).IsLimit);

    [Fact]
    public void Repeats_within_repeats_match_without_backtracking() =>
        Assert.Equal("false", Evaluating.First("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\" | test(\"^(a+)+$\")"));

    [Fact]
    public void Data_may_be_nested_ten_thousand_deep()
    {
        const string Nest = "reduce range(9999) as $_ ([]; [.])";
        foreach (var (program, expected) in ((string, string)[])
        [
            ($"{Nest} | tojson | fromjson | tojson | length", "20000"),
            ($"{Nest} | [..] | length", "10000"),
            ($"{Nest} | [paths] | length", "9999"),
            ($"{Nest} | flatten", "[]"),
            ($"({Nest}) as $a | ({Nest}) as $b | $a == $b", "true"),
            ($"{Nest} | walk(.) | flatten", "[]"),
        ])
        {
            var results = new List<JsonValue>();
            var error = JqProgram.Compile(program).Evaluate(default, JqEnvironment.Empty, new JqLimits(Steps: 100_000_000, Depth: 100_000), results);

            // A thread with a small stack may refuse, in words; it may not overflow.
            Assert.True(error is null ? results.Single().ToString() == expected : error.IsLimit, $"{program}: {error?.Message} {results.Count}");
        }
    }

    [Fact]
    public void A_program_may_be_nested_deeply_or_is_refused_in_words()
    {
        foreach (var (open, close) in ((string, string)[])[("(", ")"), ("[", "]"), ("{a:", "}"), ("-", ""), ("1+(", ")"), ("if 1 then ", " end"), ("try ", ""), (".[", "]"), ("\"\\(", ")\"")])
        {
            var program = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));
            try
            {
                JqProgram.Compile(program).Evaluate(default, JqEnvironment.Empty, JqLimits.Default, []);
            }
            catch (JqCompileException refused)
            {
                Assert.Contains("deeply", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_thousand_levels_of_program_compile() =>
        Assert.Equal("1", Evaluating.First(new string('(', 1000) + "1" + new string(')', 1000)));
}
