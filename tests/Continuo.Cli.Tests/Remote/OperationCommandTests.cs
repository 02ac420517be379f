using Continuo.Cli.Tests.Processes;

namespace Continuo.Cli.Tests.Remote;

/// <summary>Explaining, migrating and steering many instances from the command line, with the exit codes that scripts rely on.</summary>
public sealed class OperationCommandTests(ServedCommands served) : DefinitionFolder, IClassFixture<ServedCommands>
{
    private const string Pause = "  - pause: { wait: PT1H }";

    [Fact]
    public async Task An_instance_is_explained_with_the_next_command()
    {
        await Begin("explained", Pause, "e1");

        var text = await served.Run("instance", "explain", "e1");
        var json = await served.Run("instance", "explain", "e1", "-o", "json");
        var missing = await served.Run("instance", "explain", "nobody");

        Assert.Contains("timer /do/0/pause (line 4, column 5)", text.Output, StringComparison.Ordinal);
        Assert.Contains("continuo instance show e1 --wait 1m", text.Output, StringComparison.Ordinal);
        Assert.Equal("timer", json.Json["holds"].Array[0]["cause"].AsString);
        Assert.Equal(3, missing.Code);
    }

    [Fact]
    public async Task One_instance_migrates_and_what_is_not_safe_ends_with_4()
    {
        await Begin("moved", Pause, "v1");
        await Deploy("moved", "  - first: { set: { a: 1 } }\n" + Pause, "2.0.0");
        await Deploy("moved", "  - rest: { wait: PT1H }", "3.0.0");

        var unsafe_ = await served.Run("instance", "migrate", "v1", "--to", "3.0.0");
        var preview = await served.Run("instance", "migrate", "v1", "--to", "2.0.0", "--dry-run");
        var mapped = await served.Run("instance", "migrate", "v1", "--to", "3.0.0", "--map", Write("map.json", """{"pause":"rest"}"""));
        var undone = await served.Run("instance", "migrate", "v1", "--undo");
        var neither = await served.Run("instance", "migrate", "v1");

        Assert.Equal((4, 0, 0, 0, 2), (unsafe_.Code, preview.Code, mapped.Code, undone.Code, neither.Code));
        Assert.Contains("needs-map /do/0/pause", unsafe_.Output, StringComparison.Ordinal);
        Assert.StartsWith("v1  1.0.0 -> 2.0.0  safe", preview.Output, StringComparison.Ordinal);
        Assert.StartsWith("v1  1.0.0 -> 3.0.0  migrated", mapped.Output, StringComparison.Ordinal);
        Assert.StartsWith("v1  3.0.0 -> 1.0.0  migrated", undone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_are_steered_only_with_yes_and_the_end_is_counted()
    {
        await Begin("many", Pause, "a1", "a2", "a3");

        var refused = await served.Run("instance", "cancel", "--where", "workflow = tests/many");
        var preview = await served.Run("instance", "cancel", "--where", "workflow = tests/many", "--dry-run");
        var done = await served.Run("instance", "cancel", "--where", "workflow = tests/many", "--yes");
        var none = await served.Run("instance", "retry", "--where", "workflow = tests/many and status = faulted", "--from", "failed");
        var wrong = await served.Run("instance", "cancel", "--where", "colour = red", "--yes");
        var both = await served.Run("instance", "cancel", "a1", "--where", "incident");

        Assert.Equal((2, 0, 0, 0, 2, 2), (refused.Code, preview.Code, done.Code, none.Code, wrong.Code, both.Code));
        Assert.Equal(3, preview.Output.Split("applies").Length - 1);
        Assert.Equal("cancel: 3 done, 0 skipped, 0 failed\n", done.Output);
        Assert.Contains("--where:1:1: error", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_by_a_condition_without_an_index_says_so()
    {
        await Begin("listed", Pause, "q1");

        var listed = await served.Run("instance", "list", "--where", "workflow = tests/listed and created > 2020-01-01");

        Assert.Contains("q1", listed.Output, StringComparison.Ordinal);
        Assert.Contains("No index serves created", listed.Error, StringComparison.Ordinal);
    }

    private async Task Begin(string name, string tasks, params string[] ids)
    {
        await Deploy(name, tasks, "1.0.0");
        foreach (var id in ids)
        {
            Assert.Equal(0, (await served.Run("instance", "start", $"tests/{name}", "--id", id)).Code);
        }
    }

    private async Task Deploy(string name, string tasks, string version)
    {
        var deployed = await served.Run("workflow", "deploy", Write($"{name}-{version}.yaml", Definition(name, tasks).Replace("1.0.0", version, StringComparison.Ordinal)));
        Assert.True(deployed.Code == 0, deployed.Error);
    }
}
