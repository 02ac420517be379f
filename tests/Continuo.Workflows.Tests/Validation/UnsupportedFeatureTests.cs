using Continuo.Workflows.Documents;
using Continuo.Workflows.Tests.Documents;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Validation;

/// <summary>Keywords that are known and not executed: a document loads, warns, and says whether it can start.</summary>
public sealed class UnsupportedFeatureTests
{
    [Theory]
    [InlineData("call: grpc, with: {}", "CW1002", "call: grpc", "/do/0/a/call")]
    [InlineData("call: asyncapi, with: {}", "CW1003", "call: asyncapi", "/do/0/a/call")]
    [InlineData("call: a2a, with: {}", "CW1004", "call: a2a", "/do/0/a/call")]
    [InlineData("call: mcp, with: {}", "CW1005", "call: mcp", "/do/0/a/call")]
    [InlineData("call: 'https://a/f.yaml'", "CW1006", "call: function by URI", "/do/0/a/call")]
    [InlineData("call: 'log:1.0.0@shared'", "CW1007", "call: function of a catalog", "/do/0/a/call")]
    public void A_task_that_is_not_executed_blocks_the_start(string task, string code, string feature, string pointer)
    {
        var definition = Sample.Definition($"do:\n  - a: {{{task}}}\n");

        var unsupported = Assert.Single(definition.Unsupported);
        Assert.Equal((code, feature, pointer, true), (unsupported.Code, unsupported.Feature, unsupported.Pointer, unsupported.BlocksStart));
        Assert.Equal(feature, Assert.IsType<UnsupportedTask>(definition.Root.Tasks[0]).Feature);
    }

    [Theory]
    [InlineData("input", "CW1012")]
    [InlineData("output", "CW1013")]
    [InlineData("export", "CW1014")]
    public void A_schema_that_would_not_be_checked_blocks_the_start(string part, string code)
    {
        var definition = Sample.Definition($"do:\n  - a: {{set: {{n: 1}}, {part}: {{schema: {{resource: {{endpoint: 'https://a/b'}}}}}}}}\n");

        Assert.IsType<SetTask>(definition.Root.Tasks[0]);
        Assert.Equal((code, true), (Assert.Single(definition.Unsupported).Code, definition.Unsupported[0].BlocksStart));
    }

    [Theory]
    [InlineData("evaluate: {language: cel}", "CW1019", true)]
    [InlineData("use: {catalogs: {a: {endpoint: 'http://a/'}}}", "CW1024", false)]
    [InlineData("use: {extensions: [{a: {extend: all}}]}", "CW1025", true)]
    [InlineData("use: {functions: {f: {call: http}}}", "CW1026", false)]
    public void A_section_says_whether_it_blocks_the_start(string section, string code, bool blocks)
    {
        var result = Sample.Load($"{section}\ndo: []\n");

        Assert.Equal((code, Severity.Warning), (Assert.Single(result.Diagnostics).Code, result.Diagnostics[0].Severity));
        Assert.Equal((code, blocks), (Assert.Single(result.Definition!.Unsupported).Code, result.Definition.Unsupported[0].BlocksStart));
    }

    [Fact]
    public void A_call_of_a_declared_function_blocks_the_start()
    {
        var definition = Sample.Definition("use: {functions: {f: {call: http}}}\ndo:\n  - a: {call: f, with: {x: 1}}\n");

        Assert.Equal(["CW1026", "CW1008"], definition.Unsupported.Select(u => u.Code));
    }
}
