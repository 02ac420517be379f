using Continuo.Cli.Tests.Processes;
using Xunit;

namespace Continuo.Cli.Tests.Authoring;

public sealed class GraphCommandTests : DefinitionFolder
{
    [Fact]
    public async Task A_workflow_is_drawn_as_text_or_as_a_picture()
    {
        var definition = Write("greet.yaml", Definition("greet", "  - greet: { set: { greeting: hello } }"));

        var mermaid = await Processes.Continuo.Run("workflow", "graph", definition);
        var svg = await Processes.Continuo.Run("workflow", "graph", definition, "--format", "svg");

        Assert.Equal((0, 0), (mermaid.Code, svg.Code));
        Assert.StartsWith("flowchart TD\n", mermaid.Output, StringComparison.Ordinal);
        Assert.StartsWith("<svg ", svg.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_valid_is_not_drawn()
    {
        var ended = await Processes.Continuo.Run("workflow", "graph", Write("bad.yaml", Definition("bad", "  - greet: { sett: {} }")));

        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.Contains("bad.yaml:", ended.Error, StringComparison.Ordinal);
    }
}
