using Continuo.Workflows.Documents;
using Continuo.Workflows.Tests.Documents;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Validation;

/// <summary>Keywords that are known and not executed: a document loads, warns, and says whether it can start.</summary>
public sealed class UnsupportedFeatureTests
{
    [Theory]
    [InlineData("input", "CW1012")]
    [InlineData("output", "CW1013")]
    [InlineData("export", "CW1014")]
    public void A_schema_that_would_not_be_checked_blocks_the_start(string part, string code)
    {
        var definition = Sample.Definition($"do:\n  - a: {{set: {{n: 1}}, {part}: {{schema: {{format: avro, document: {{}}}}}}}}\n");

        Assert.IsType<SetTask>(definition.Root.Tasks[0]);
        Assert.Equal((code, true), (Assert.Single(definition.Unsupported).Code, definition.Unsupported[0].BlocksStart));
    }

    [Theory]
    [InlineData("evaluate: {language: cel}", "CW1019", true)]
    public void A_section_says_whether_it_blocks_the_start(string section, string code, bool blocks)
    {
        var result = Sample.Load($"{section}\ndo: []\n");

        Assert.Equal((code, Severity.Warning), (Assert.Single(result.Diagnostics).Code, result.Diagnostics[0].Severity));
        Assert.Equal((code, blocks), (Assert.Single(result.Definition!.Unsupported).Code, result.Definition.Unsupported[0].BlocksStart));
    }
}
