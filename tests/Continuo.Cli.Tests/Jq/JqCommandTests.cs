using System.Text;
using Continuo.Cli.Jq;
using Xunit;

namespace Continuo.Cli.Tests.Jq;

public sealed class JqCommandTests
{
    [Theory]
    [InlineData("""{"a":1}""", "{\n  \"a\": 1\n}\n", ".")]
    [InlineData("""{"a":1}""", "{\"a\":1}\n", "-c", ".")]
    [InlineData("""{"a":[1]}""", "{\n\t\"a\": [\n\t\t1\n\t]\n}\n", "--tab", ".")]
    [InlineData("[1]", "[\n 1\n]\n", "--indent", "1", ".")]
    [InlineData("""{"b":1,"a":2}""", "{\"a\":2,\"b\":1}\n", "-Sc", ".")]
    [InlineData("""["a",1]""", "a\n1\n", "-r", ".[]")]
    [InlineData("""["a",1]""", "a1", "-j", ".[]")]
    [InlineData("1 2\n3", "[1,2,3]\n", "-cs", ".")]
    [InlineData("", "3\n", "-n", "1 + 2")]
    [InlineData("null", "\"x\"\n[2]\n", "-c", "--arg", "a", "x", "--argjson", "b", "[2]", "$a, $b")]
    [InlineData("null", "{\"a\":\"x\"}\n", "-c", "--arg", "a", "x", "$ARGS.named")]
    [InlineData("[5]", "-5\n", "-.[0]")]
    [InlineData("{\n \"a\" :\n 1}{\"a\":2}", "1\n2\n", ".a")]
    [InlineData("[1]", "\u001b[1;39m[\u001b[0m\u001b[0;39m1\u001b[0m\u001b[1;39m]\u001b[0m\n", "-cC", ".")]
    public void It_prints_as_jq_does(string input, string output, params string[] arguments)
    {
        var (code, printed, _) = Run(input, arguments);

        Assert.Equal(output, printed);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData(5, "1", ".a")]
    [InlineData(5, "1", "error(\"x\")")]
    [InlineData(3, "1", "nope")]
    [InlineData(2, "{", ".")]
    [InlineData(2, "1", ".", "/no/such/file")]
    [InlineData(2, "1", "--nope", ".")]
    [InlineData(2, "1")]
    [InlineData(1, "1", "-e", "false")]
    [InlineData(4, "1", "-e", "empty")]
    [InlineData(0, "1", "-e", "1")]
    public void The_exit_code_is_jq_s(int code, string input, params string[] arguments)
    {
        var (actual, _, error) = Run(input, arguments);

        Assert.Equal(code, actual);
        Assert.Equal(code is 2 or 3 or 5, error.Length > 0);
    }

    [Fact]
    public void A_program_that_does_not_compile_is_shown_with_the_place() =>
        Assert.Equal(
            "jq: error: lenght/0 is not defined; did you mean length? (line 1, column 6)\n    .a | lenght\n         ^\njq: 1 compile error\n",
            Run("1", ".a | lenght").Error.ReplaceLineEndings("\n"));

    [Fact]
    public void Inputs_go_on_after_an_error()
    {
        var (code, output, error) = Run("[1] 2 [3]", ".[0]");

        Assert.Equal("1\n3\n", output);
        Assert.Contains("Cannot index number with number", error, StringComparison.Ordinal);
        Assert.Equal(5, code);
    }

    [Fact]
    public void A_batch_answers_each_line()
    {
        var (code, output, _) = Run(
            """
            {"id":1,"program":".a","input":{"a":5}}
            {"id":"two","program":"1, error(\"x\"), 2"}
            {"id":3,"program":"nope"}
            {"id":4,"program":"$v + 1","args":{"v":2}}
            {"id":5,"program":"."}
            """,
            "--batch");

        Assert.Equal(0, code);
        Assert.Equal(
            """
            {"id":1,"outputs":[5]}
            {"id":"two","outputs":[1],"error":"x"}
            {"id":3,"compileError":"nope/0 is not defined (line 1, column 1)"}
            {"id":4,"outputs":[3]}
            {"id":5,"outputs":[null]}

            """.ReplaceLineEndings("\n"),
            output);
    }

    [Fact]
    public void A_line_of_a_batch_that_is_no_Unicode_text_is_answered_and_the_next_goes_on()
    {
        var (code, output, _) = Run(
            Encoding.Latin1.GetBytes("{\"id\":3,\"program\":\".\",\"input\":\"\\ud800\"}\n{\"id\":4,\"program\":\".\",\"input\":\"\u00ff\"}\n{\"id\":5,\"program\":\"1\"}\n"),
            "--batch");

        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(0, code);
        Assert.StartsWith("{\"id\":3,\"compileError\":", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"id\":4,\"compileError\":", lines[1], StringComparison.Ordinal);
        Assert.Equal("{\"id\":5,\"outputs\":[1]}", lines[2]);
    }

    [Theory]
    [InlineData("1\n\"\u00ff\u00fe\"\n")]
    [InlineData("1\n[\"\u00ff\u00fe\"]\n")]
    [InlineData("1\n\"\\ud800\"\n")]
    public void Input_that_is_no_Unicode_text_is_refused_with_its_line(string latin1)
    {
        var (code, output, error) = Run(Encoding.Latin1.GetBytes(latin1), ".");

        Assert.Equal((2, "1\n"), (code, output));
        Assert.Contains("2:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_are_explained()
    {
        var (_, output, _) = Run("""{"a":[1,2]}""", "-c", "--explain", ".a | .[] | . + 1");

        Assert.Equal("| .a    # 1 result\n[1,2]\n| .[]    # 2 results\n1\n2\n| . + 1    # 2 results\n2\n3\n", output);
    }

    [Fact]
    public void Large_values_are_read_across_buffers()
    {
        var long1 = new string('x', 300_000);
        var (_, output, _) = Run($"{{\n\"a\":\"{long1}\"}}\n{{\"a\":\"{long1}\"}}\n", "-c", ".a | length");

        Assert.Equal("300000\n300000\n", output);
    }

    private static (int Code, string Output, string Error) Run(string input, params string[] arguments) => Run(Encoding.UTF8.GetBytes(input), arguments);

    private static (int Code, string Output, string Error) Run(byte[] input, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var code = JqCommand.Run(arguments, new MemoryStream(input), output, error);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
