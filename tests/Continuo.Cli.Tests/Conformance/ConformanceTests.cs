using Continuo.Cli.Tests.Processes;
using Xunit;

namespace Continuo.Cli.Tests.Conformance;

public sealed class ConformanceTests : DefinitionFolder
{
    private const string Feature = """
        Feature: Small
          Scenario: It adds
            Given a workflow with definition:
            \"\"\"yaml
            document: {dsl: '1.0.3', namespace: t, name: adds, version: 1.0.0}
            do:
              - first: {set: {n: '${ .n + 1 }'}}
              - second: {set: {n: '${ .n + 1 }'}}
            \"\"\"
            And given the workflow input is:
            \"\"\"yaml
            n: 1
            \"\"\"
            When the workflow is executed
            Then the workflow should complete with output:
            \"\"\"yaml
            n: EXPECTED
            \"\"\"
            And first should run first
            And second should run after first
        """;

    [Fact]
    public async Task Scenarios_that_hold_are_counted()
    {
        var folder = Path.GetDirectoryName(Write("small.feature", Text("3")))!;

        var text = await Processes.Continuo.Run("conformance", folder);
        var json = await Processes.Continuo.Run("conformance", folder, "-o", "json");

        Assert.Equal((0, 0), (text.Code, json.Code));
        Assert.EndsWith("passed   small.feature: It adds\n1 passed, 0 failed, 0 skipped\n", text.Output, StringComparison.Ordinal);
        Assert.Equal("""{"passed":1,"failed":0,"skipped":0,"scenarios":[{"file":"small.feature","name":"It adds","result":"passed"}]}""" + "\n", json.Output);
    }

    [Fact]
    public async Task One_that_does_not_hold_says_what_came_instead()
    {
        var ended = await Processes.Continuo.Run("conformance", Path.GetDirectoryName(Write("small.feature", Text("4")))!);

        Assert.Equal(1, ended.Code);
        Assert.Contains("the output is {\"n\":3}, not {\"n\":4}", ended.Output, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 1 failed, 0 skipped\n", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_feature_is_refused()
    {
        var wrong = await Processes.Continuo.Run("conformance", Path.GetDirectoryName(Write("wrong.feature", "Scenario: no feature"))!);
        var missing = await Processes.Continuo.Run("conformance", "/nowhere/at/all");

        Assert.Equal((2, 2), (wrong.Code, missing.Code));
        Assert.Contains("wrong.feature is not a feature file", wrong.Error, StringComparison.Ordinal);
    }

    private static string Text(string expected) => Feature.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("EXPECTED", expected, StringComparison.Ordinal);
}
