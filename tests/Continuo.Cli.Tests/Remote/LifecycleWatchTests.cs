using Continuo.Cli.Tests.Processes;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Tests.Remote;

public sealed class LifecycleWatchTests(ServedCommands served) : DefinitionFolder, IClassFixture<ServedCommands>
{
    [Fact]
    public async Task What_happened_is_shown_and_what_happens_as_it_does()
    {
        await served.Run("workflow", "deploy", Write("watched.yaml", Definition("watched", "  - a: { set: { x: 1 } }")));
        await served.Run("instance", "start", "tests/watched", "--id", "w1", "--wait", "20s");
        using var watch = Processes.Continuo.Start(["event", "watch", "--server", served.Address, "--workflow", "tests/watched", "--type", "workflow.completed", "--after", "0", "-o", "json"]);
        watch.StandardInput.Close();
        try
        {
            var first = JsonValue.Parse((await watch.StandardOutput.ReadLineAsync())!);
            await served.Run("instance", "start", "tests/watched", "--id", "w2", "--wait", "20s");
            var second = JsonValue.Parse((await watch.StandardOutput.ReadLineAsync())!);

            Assert.Equal(("w1", "w2"), (first["subject"].AsString, second["subject"].AsString));
            Assert.Equal("io.serverlessworkflow.workflow.completed.v1", second["type"].AsString);
        }
        finally
        {
            watch.Kill();
            await watch.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task A_type_that_there_is_not_is_refused()
    {
        var refused = await served.Run("event", "watch", "--type", "workflow.exploded");

        Assert.NotEqual(0, refused.Code);
        Assert.Contains("workflow.exploded", refused.Error, StringComparison.Ordinal);
    }
}
