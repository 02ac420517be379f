using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Lifecycle;

/// <summary>Workflows that listen for lifecycle events.</summary>
public sealed class LifecycleListenerTests : IAsyncDisposable
{
    private const string Completed = "io.serverlessworkflow.workflow.completed.v1";
    private const string Tasks = "  - a:\n      set:\n        x: 1";
    private readonly LifecycleScene _scene = new();

    [Theory]
    [InlineData(Completed)]
    [InlineData(@"io\.serverlessworkflow\.workflow\.comp.*")]
    public async Task A_workflow_that_asks_for_them_by_type_hears_them(string type)
    {
        var node = await _scene.Start();
        await LifecycleScene.Deploy(node, "watch", $"  - hear:\n      listen:\n        to:\n          one:\n            with:\n              type: '{type}'");
        await LifecycleScene.Deploy(node, "plain", Tasks);
        var watcher = await LifecycleScene.Begin(node, "watch");
        await LifecycleScene.Begin(node, "plain");

        var ended = await node.WaitForEnd(watcher, TimeSpan.FromSeconds(20), CancellationToken.None);

        var output = Assert.IsType<CommandResult.Viewed>(ended).Instance.Output;
        Assert.Equal("plain.t", output.Array[0]["name"].String);
    }

    [Fact]
    public async Task A_listener_for_any_event_does_not_hear_them()
    {
        var node = await _scene.Start();
        await LifecycleScene.Deploy(node, "watch", $"  - hear:\n      listen:\n        to:\n          one:\n            with:\n              type: {Completed}");
        await LifecycleScene.Deploy(node, "anything", "  - hear:\n      listen:\n        to:\n          any: []");
        await LifecycleScene.Deploy(node, "sources", "  - hear:\n      listen:\n        to:\n          one:\n            with:\n              source: '/.*'");
        await LifecycleScene.Deploy(node, "plain", Tasks);
        var deaf = new[] { await LifecycleScene.Begin(node, "anything"), await LifecycleScene.Begin(node, "sources") };
        var watcher = await LifecycleScene.Begin(node, "watch");
        await LifecycleScene.Begin(node, "plain");
        await node.WaitForEnd(watcher, TimeSpan.FromSeconds(20), CancellationToken.None);

        foreach (var id in deaf)
        {
            Assert.Equal(InstanceStatus.Waiting, Assert.IsType<CommandResult.Viewed>(await node.Send(id, new Stimulus.Inspect(), CancellationToken.None)).Instance.Status);
        }

        await node.Publish([JsonValue.Parse("""{"specversion":"1.0","id":"1","source":"/a","type":"other","data":5}""")], CancellationToken.None);
        Assert.All(
            await Task.WhenAll(deaf.Select(id => node.WaitForEnd(id, TimeSpan.FromSeconds(20), CancellationToken.None))),
            ended => Assert.Equal("[5]", Assert.IsType<CommandResult.Viewed>(ended).Instance.Output.ToString()));
    }

    [Fact]
    public async Task A_watcher_does_not_wake_itself()
    {
        var node = await _scene.Start();
        await LifecycleScene.Deploy(
            node,
            "watch",
            "  - hear:\n      listen:\n        to:\n          any:\n            - with:\n                type: io\\.serverlessworkflow\\..*\n          until: ${ any(.name == \"plain.t\" and .completedAt) }\n      foreach:\n        item: it\n        do:\n          - note:\n              set:\n                n: ${ $it.workflow // $it.name }");
        await LifecycleScene.Deploy(node, "plain", Tasks);
        var watcher = await LifecycleScene.Begin(node, "watch");
        await LifecycleScene.Begin(node, "plain");

        var ended = await node.WaitForEnd(watcher, TimeSpan.FromSeconds(20), CancellationToken.None);

        var heard = Assert.IsType<CommandResult.Viewed>(ended).Instance.Output.Array;
        Assert.All(heard, item => Assert.Equal("plain.t", item["n"].String));
    }

    [Fact]
    public async Task A_node_that_starts_again_goes_on_to_enter_them()
    {
        var first = await _scene.Start();
        await LifecycleScene.Deploy(first, "watch", $"  - hear:\n      listen:\n        to:\n          one:\n            with:\n              type: {Completed}");
        await LifecycleScene.Deploy(first, "plain", Tasks);
        var watcher = await LifecycleScene.Begin(first, "watch");
        await first.DisposeAsync();

        var second = await _scene.Start();
        await LifecycleScene.Begin(second, "plain");

        var ended = Assert.IsType<CommandResult.Viewed>(await second.WaitForEnd(watcher, TimeSpan.FromSeconds(20), CancellationToken.None));
        Assert.Equal(InstanceStatus.Completed, ended.Instance.Status);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();
}
