using Continuo.Cli.Tests.Processes;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Cli.Tests.Authoring;

public sealed class LintCommandTests : DefinitionFolder
{
    [Fact]
    public async Task A_clean_workflow_ends_with_0_and_nothing_to_say()
    {
        var ended = await Processes.Continuo.Run("workflow", "lint", "--strict", Write("a.yaml", Definition("a", "  - greet: { set: { greeting: hello } }")));

        Assert.Equal((0, ""), (ended.Code, ended.Output));
    }

    [Fact]
    public async Task A_warning_ends_with_0_and_with_1_when_strict()
    {
        var file = Write("a.yaml", Definition("a", "  - a: { wait: PT1S, then: end }\n  - b: { wait: PT1S }"));

        var ended = await Processes.Continuo.Run("workflow", "lint", file);
        var strict = await Processes.Continuo.Run("workflow", "lint", "--strict", file);

        Assert.Equal((0, 1), (ended.Code, strict.Code));
        Assert.Contains("warning CW0501: Nothing leads to the task 'b'.", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_ends_with_2_and_is_an_object_in_JSON()
    {
        var ended = await Processes.Continuo.Run("workflow", "lint", "-o", "json", Write("a.yaml", Definition("a", "  - a: { wiat: PT1S }")));

        var item = JsonValue.Parse(ended.Output)["items"].Array[0];
        Assert.Equal(2, ended.Code);
        Assert.Equal("CW0106", item["diagnostics"].Array[0]["code"].String);
        Assert.Equal(1, JsonValue.Parse(ended.Output)["errors"].Number);
    }

    [Fact]
    public async Task What_can_be_mended_is_shown_and_then_mended()
    {
        var text = Definition("a", "  - a: { wait: 5s, thn: end } # stays");
        var file = Write("a.yaml", text);

        var shown = await Processes.Continuo.Run("workflow", "lint", "--fix", "--dry-run", file);
        var untouched = File.ReadAllText(file);
        var mended = await Processes.Continuo.Run("workflow", "lint", "--fix", file);

        Assert.Equal((2, 0), (shown.Code, mended.Code));
        Assert.Contains("-  - a: { wait: 5s, thn: end } # stays\n+  - a: { wait: PT5S, then: end } # stays\n", shown.Output, StringComparison.Ordinal);
        Assert.Equal(text, untouched);
        Assert.Contains("- a: { wait: PT5S, then: end } # stays", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_of_nothing_is_wrong_usage() =>
        Assert.Equal(2, (await Processes.Continuo.Run("workflow", "lint", "--dry-run", Write("a.yaml", Definition("a", "  - a: { wait: PT1S }")))).Code);

    [Fact]
    public async Task The_form_of_workflows_is_printed_for_editors()
    {
        var ended = await Processes.Continuo.Run("workflow", "schema");

        Assert.Equal(0, ended.Code);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", JsonValue.Parse(ended.Output)["$schema"].String);
    }
}
