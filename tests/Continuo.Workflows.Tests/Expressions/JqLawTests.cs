using Continuo.Testing;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using CsCheck;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

/// <summary>Laws that hold for all values.</summary>
public sealed class JqLawTests
{
    private static readonly JqLimits s_limits = new(Steps: 10_000_000);

    [Theory]
    [InlineData("(tojson | fromjson) == .")]
    [InlineData("[paths] == [path(..)] - [[]]")]
    [InlineData(". as $v | all(paths; . as $p | [$v | getpath($p)] | length == 1)")]
    [InlineData(". as $v | [..] == [$v | path(..) as $p | getpath($p)]")]
    [InlineData(". as $v | reduce path(..) as $p ($v; setpath($p; $v | getpath($p))) == $v")]
    [InlineData("(.. |= .) == .")]
    [InlineData("fromstream(tostream) == .")]
    [InlineData("(to_entries? // []) as $e | if type == \"object\" then ($e | from_entries) == . else true end")]
    [InlineData("(keys? // []) as $k | $k == ($k | sort)")]
    [InlineData("[..] | sort | . == sort")]
    [InlineData("[..] | (sort | length) == length")]
    [InlineData("[..] | (unique | length) <= length and (unique | . == unique)")]
    [InlineData("[..] | (group_by(type) | add // []) == sort_by(type)")]
    [InlineData("[.. | {k: type, v: .}] | [sort_by(.k) | group_by(.k)[] | map(.v)] == [group_by(.k)[] | map(.v)]")]
    [InlineData("[..] | (min == (sort | first)) and (max == (sort | last))")]
    [InlineData("walk(.) == .")]
    [InlineData("[.. | strings | (explode | implode) == . and (@base64 | @base64d) == . and (@uri | @urid) == .] | all")]
    [InlineData("[..] | (flatten | flatten) == flatten")]
    [InlineData("[..] | (reverse | reverse) == .")]
    [InlineData("del(..) == null")]
    [InlineData(". as $v | [paths] | all(.[]; . as $p | ($v | delpaths([$p]) | [paths] | length) < ([$v | paths] | length))")]
    [InlineData("[.. | numbers] | map(. + 0) == map(tojson | tonumber + 0)")]
    public void A_law_holds_for_every_value(string law)
    {
        var program = JqProgram.Compile(law);
        JqPrograms.Values.Check(value =>
        {
            var result = program.First(value, JqEnvironment.Empty, s_limits);
            Assert.True(result.Equals(true), $"{law} gives {result} for {value}");
        }, iter: 200);
    }

    [Theory]
    [InlineData(".. |= f", "reduce path(..) as $p (.; setpath($p; getpath($p) | f))")]
    [InlineData(".[]? |= f", "reduce path(.[]?) as $p (.; setpath($p; getpath($p) | f))")]
    [InlineData("(.[]? | .a?) |= f", "reduce path(.[]? | .a?) as $p (.; setpath($p; getpath($p) | f))")]
    [InlineData("(.[]? | select(type == \"number\")) |= f", "reduce path(.[]? | select(type == \"number\")) as $p (.; setpath($p; getpath($p) | f))")]
    [InlineData("(.[0]?, .a?) = 1", "reduce path(.[0]?, .a?) as $p (.; setpath($p; 1))")]
    [InlineData("(.[]?) += 1", "reduce path(.[]?) as $p (.; setpath($p; getpath($p) + 1))")]
    public void An_update_is_a_reduction_over_its_paths(string update, string reduction)
    {
        const string Define = "def f: if type == \"number\" then . + 1 else [.] end; ";
        var left = JqProgram.Compile($"{Define}try ({update}) catch \"fails\"");
        var right = JqProgram.Compile($"{Define}try ({reduction}) catch \"fails\"");
        JqPrograms.Values.Check(
            value => Assert.Equal(
                right.First(value, JqEnvironment.Empty, s_limits).ToString(),
                left.First(value, JqEnvironment.Empty, s_limits).ToString()),
            iter: 200);
    }

    [Fact]
    public void What_has_one_result_has_it_in_both_ways_of_evaluating()
    {
        // First() answers by value where it can, Evaluate() always pushes.
        Gen.Select(JqPrograms.Programs, JqPrograms.Values).Check((source, value) =>
        {
            var program = JqProgram.Compile(source);
            var limits = new JqLimits(Steps: 20_000, OutputBytes: 1 << 20);
            var results = new List<JsonValue>();
            var error = program.Evaluate(value, JqEnvironment.Empty, limits, results);
            string first;
            try
            {
                first = program.First(value, JqEnvironment.Empty, limits).ToString();
            }
            catch (JqException failure)
            {
                first = $"error {failure.Value}";
            }

            var expected = results.Count > 0 ? results[0].ToString() : error is null ? "null" : $"error {error.Value}";
            Assert.True(first == expected || error is { IsLimit: true }, $"{source} on {value}: {first} and {expected}");
        }, iter: 3000);
    }

    [Fact]
    public void Numbers_print_as_they_read() => Gen.Double.Check(
        number => double.IsFinite(number) ? JsonValue.Parse(JsonWriter.Number(number)).Number.Equals(number) : JsonWriter.Number(number).Length > 0,
        iter: 20_000);
}
