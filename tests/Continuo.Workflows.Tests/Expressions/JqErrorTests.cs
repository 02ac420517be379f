using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

public sealed class JqErrorTests
{
    [Theory]
    [InlineData(".a | .b.c", "1", "Cannot index number with string (\"a\") (at column 1 of the expression)")]
    [InlineData(".a | .b.c", """{"a":{"b":7}}""", "Cannot index number with string (\"c\") (at column 8 of the expression)")]
    [InlineData("1 + (\"x\" - 1)", "null", "string (\"x\") and number (1) cannot be subtracted (at column 10 of the expression)")]
    [InlineData("map(tonumber)", "[\"1\",\"x\"]", "string (\"x\") cannot be parsed as a number (at column 5 of the expression)")]
    [InlineData(".\n| keys", "1", "number (1) has no keys (at line 2, column 3 of the expression)")]
    [InlineData("todate", "\"x\"", "strftime/1 requires parsed datetime inputs (at column 1 of the expression)")]
    [InlineData("$nope", "1", "$nope is not defined (at column 1 of the expression)")]
    [InlineData("error({a: 1})", "1", "{\"a\":1} (not a string) (at column 1 of the expression)")]
    public void An_error_says_what_and_where(string program, string input, string message) =>
        Assert.Equal(message, Evaluating.Fails(program, input).Message);

    [Fact]
    public void The_program_itself_sees_jq_s_message_alone() =>
        Assert.Equal("\"Cannot index number with string (\\\"a\\\")\"", Evaluating.First("try .a catch .", "1"));

    [Theory]
    [InlineData("lenght", 0, "lenght/0 is not defined; did you mean length?")]
    [InlineData(". | ascii_lowercase", 4, "ascii_lowercase/0 is not defined; did you mean ascii_downcase?")]
    [InlineData("$contxt", 0, "$contxt is not defined; did you mean $context?")]
    [InlineData("1 as $value | $valeu", 14, "$valeu is not defined; did you mean $value?")]
    [InlineData("map(.a; .b)", 0, "map/2 is not defined: map takes 1 arguments, separated by ';'")]
    [InlineData("@bas64", 0, "bas64 is not a valid format; did you mean @base64?")]
    [InlineData("input", 0, "input/0 is not available: a program here has one input")]
    [InlineData("halt", 0, "halt/0 is not available: a program cannot end the process; use 'error'")]
    [InlineData("$ENV.HOME", 0, "$ENV is not available: a program here cannot read the environment of the process; pass the value as a variable")]
    [InlineData("import \"a\" as a; .", 0, "'import' is not available: programs here have no modules; define the functions in the program itself")]
    [InlineData("break $x", 0, "$*label-x is not defined: 'break $x' needs 'label $x |' around it")]
    [InlineData("{(1): 2}", 2, "Cannot use number (1) as object key")]
    [InlineData(".a |", 4, "syntax error: unexpected the end of the program, expected an expression")]
    [InlineData("[1, 2", 5, "syntax error: unexpected the end of the program, expected ']'")]
    [InlineData("\"abc", 0, "this string is not closed: add the missing '\"'")]
    [InlineData("1 == 2 == 3", 7, "syntax error: '==' cannot follow '==' without parentheses")]
    public void A_wrong_program_says_what_and_where_and_what_was_meant(string program, int offset, string message)
    {
        var error = Assert.Throws<JqCompileException>(() => JqProgram.Compile(program, ["context"]));

        Assert.Equal(message, error.Message);
        Assert.Equal(offset, error.Offset);
    }

    [Fact]
    public void The_variables_that_a_program_names_are_known() =>
        Assert.Equal(["a", "b"], JqProgram.Compile("$b + $a + (1 as $c | $c) + $a").Variables);

    [Fact]
    public void An_error_after_results_keeps_them() => Assert.Equal("1\nerror: \"x\"", Evaluating.All("1, error(\"x\"), 2"));

    [Fact]
    public void Stages_are_explained_up_to_the_one_that_fails()
    {
        var stages = JqStage.Explain(".a as $x | [.b[] | . + $x] | .[0] | keys", JsonValue.Parse("""{"a":1,"b":[2,3]}"""), JqEnvironment.Empty, JqLimits.Default);

        Assert.Equal([".a as $x | [.b[] | . + $x]", ".[0]", "keys"], stages.Select(s => s.Text));
        Assert.Equal(["[3,4]", "3", ""], stages.Select(s => string.Join(' ', s.Results)));
        Assert.NotNull(stages[^1].Error);
    }
}
