using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

/// <summary>jq's own tests. The cases that do not pass are listed and explained in docs/reference/jq.md, and nowhere else.</summary>
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
    public void Jq_s_own_cases_pass_but_for_the_documented_ones(string file)
    {
        if (JqSuite.Folder is null)
        {
            Assert.Skip("../shared/jq is missing");
        }

        var exceptions = JqSuite.Exceptions(file);
        var failures = new List<string>();
        var cases = JqSuite.Read(file);
        foreach (var test in cases)
        {
            var problem = Problem(test);
            var isListed = exceptions.Remove((test.Line, test.Program));
            if (isListed == (problem is null))
            {
                failures.Add($"{test}\n    {problem ?? "passes now: take it out of docs/reference/jq.md"}");
            }
        }

        failures.AddRange(exceptions.Select(e => $"docs/reference/jq.md lists {file}:{e.Line} {e.Program}, which is not a case"));
        Assert.True(failures.Count == 0, $"{failures.Count} of {cases.Count}\n{string.Join('\n', failures)}");
    }

    [Fact]
    public void At_least_98_percent_of_each_file_pass()
    {
        if (JqSuite.Folder is null)
        {
            Assert.Skip("../shared/jq is missing");
        }

        foreach (var file in (string[])["jq.test", "man.test", "onig.test", "base64.test", "uri.test", "optional.test"])
        {
            // What needs modules, input streams or the process is out of scope and does not count.
            var listed = JqSuite.Listed(file).Where(e => !e.IsOutOfScope).ToList();
            var inScope = JqSuite.Read(file).Count - JqSuite.Listed(file).Count(e => e.IsOutOfScope);
            Assert.True(listed.Count <= inScope * 0.02, $"{file}: {listed.Count} exceptions in {inScope} cases");
        }
    }

    private static string? Problem(JqCase test)
    {
        JqProgram program;
        try
        {
            program = JqProgram.Compile(test.Program, []);
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
        var failure = program.Evaluate(Value(test.Input), JqEnvironment.Empty, s_limits, results);
        var expected = test.Expected.Select(Value).ToArray();
        return results.Count == expected.Length && results.Zip(expected).All(p => IsSame(p.First, p.Second))
            ? null
            : $"gave {string.Join(' ', results)} {failure?.Message}, expected {string.Join(' ', expected)}";
    }

    /// <summary>Equal, or printed the same: NaN is equal to nothing.</summary>
    private static bool IsSame(JsonValue actual, JsonValue expected) => actual.Equals(expected) || actual.ToString() == expected.ToString();

    private static JsonValue Value(string text) => JqProgram.Compile("fromjson").First(text, JqEnvironment.Empty, s_limits);
}
