using Continuo.Cli.Tests.Processes;
using Xunit;

namespace Continuo.Cli.Tests.Authoring;

public sealed class ImportCommandTests : DefinitionFolder
{
    private const string Old = "# old\ndocument: { dsl: 1.0.0-alpha1, namespace: t, name: old, version: '1.0.0' }\ndo:\n  greet: { set: { x: 1 } } # kept\n";
    private const string Present = "# old\ndocument: { dsl: 1.0.3, namespace: t, name: old, version: '1.0.0' }\ndo:\n  - greet: { set: { x: 1 } } # kept\n";

    [Fact]
    public async Task An_old_workflow_is_printed_in_the_present_form_with_a_message_for_each_change()
    {
        var file = Write("old.yaml", Old);

        var refused = await Processes.Continuo.Run("run", file);
        var imported = await Processes.Continuo.Run("workflow", "import", file);

        Assert.Contains("'continuo workflow import FILE'", refused.Error, StringComparison.Ordinal);
        Assert.Equal((0, Present), (imported.Code, imported.Output));
        Assert.Contains("old.yaml:2:18: changed: 'dsl' is 1.0.3 now; it was 1.0.0-alpha1.", imported.Error, StringComparison.Ordinal);
        Assert.Contains("old.yaml:3:1: changed: 'do' is a list of tasks now", imported.Error, StringComparison.Ordinal);
        Assert.Equal(Old, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task With_write_the_file_itself_is_changed_and_runs()
    {
        var file = Write("old.yaml", Old);

        var imported = await Processes.Continuo.Run("workflow", "import", file, "--write");
        var ran = await Processes.Continuo.Run("run", file);

        Assert.Equal((0, ""), (imported.Code, imported.Output));
        Assert.Equal(Present, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal((0, "{\"x\":1}\n"), (ran.Code, ran.Output));
    }
}
