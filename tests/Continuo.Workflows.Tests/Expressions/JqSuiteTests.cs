using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

public sealed class JqSuiteTests
{
    private static readonly JqLimits s_limits = new(Steps: 50_000_000);

    [Theory]
    [InlineData("jq.test")]
    [InlineData("man.test")]
    [InlineData("onig.test")]
    [InlineData("base64.test")]
    [InlineData("uri.test")]
    [InlineData("optional.test")]
    public void Jq_s_own_tests_pass(string file)
    {
        if (JqSuite.Folder is null)
        {
            Assert.Skip("../shared/jq is missing");
        }

        var failures = new List<string>();
        var cases = JqSuite.Read(file);
        foreach (var test in cases)
        {
            if (Problem(test) is { } problem)
            {
                failures.Add($"{test}\n    {problem}");
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {cases.Count}\n" + string.Join('\n', failures));
    }

    private static string? Problem(JqCase test)
    {
        JqProgram program;
        try
        {
            program = JqProgram.Compile(test.Program);
        }
        catch (JqCompileException error)
        {
            return test.IsCompileError ? null : $"does not compile: {error.Message} at {error.Offset}";
        }

        if (test.IsCompileError)
        {
            return "compiles";
        }

        var results = new List<JsonValue>();
        var failure = program.Evaluate(JsonText(test.Input), JqEnvironment.Empty, s_limits, results);
        var expected = test.Expected.Select(JsonText).ToArray();
        return results.SequenceEqual(expected) || (results.Count == expected.Length && results.Zip(expected).All(p => p.First.ToString() == p.Second.ToString()))
            ? null
            : $"gave {string.Join(' ', results)} {failure?.Message}, expected {string.Join(' ', expected)}";
    }

    private static JsonValue JsonText(string text) => JqProgram.Compile("fromjson").First(text, JqEnvironment.Empty, s_limits);
}
