using System.Diagnostics;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Cluster.Tests;

public sealed class ClusterTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Commands_children_and_events_find_their_node_and_a_node_that_leaves_loses_nothing()
    {
        await using var nodes = await TestNodes.Start(2);
        await nodes.Settled();
        var (a, b) = (nodes.Nodes[0], nodes.Nodes[1]);
        await TestNodes.Deploy(a, "child", "do: [{note: {call: note, with: {n: '${ .n }'}}}]");
        await TestNodes.Deploy(a, "parent", """
            do:
              - each:
                  for: {in: '${ [range(8)] }', each: n}
                  do: [{one: {run: {workflow: {namespace: t, name: child, version: '1.0.0', input: {n: '${ $n }'}}}}}]
            """);
        await TestNodes.Deploy(a, "listen", "do: [{hear: {listen: {to: {one: {with: {type: paid}}}}}}]");

        Assert.Equal(InstanceStatus.Completed, Ended(await a.RunInstance(new("t", "parent"), null, JsonValue.Null, new StartOptions(TestNodes.IdAt(b, "p")), s_long, default)));
        Assert.Equal(8, nodes.Notes.Count);

        var (here, there) = (TestNodes.IdAt(a, "l"), TestNodes.IdAt(b, "l"));
        await a.StartInstance(new("t", "listen"), null, JsonValue.Null, new StartOptions(here), default);
        await a.StartInstance(new("t", "listen"), null, JsonValue.Null, new StartOptions(there), default);
        Assert.IsType<CommandResult.Published>(await b.Publish([JsonValue.Parse("""{"specversion":"1.0","id":"1","source":"/s","type":"paid"}""")], default));
        Assert.Equal(InstanceStatus.Completed, Ended(await b.WaitForEnd(here, s_long, default)));
        Assert.Equal(InstanceStatus.Completed, Ended(await a.WaitForEnd(there, s_long, default)));

        var waits = TestNodes.IdAt(b, "w");
        await a.StartInstance(new("t", "listen"), null, JsonValue.Null, new StartOptions(waits), default);
        await nodes.Leave(1);
        await nodes.Settled();
        await a.Publish([JsonValue.Parse("""{"specversion":"1.0","id":"2","source":"/s","type":"paid"}""")], default);
        Assert.Equal(InstanceStatus.Completed, Ended(await a.WaitForEnd(waits, s_long, default)));
    }

    [Fact]
    public async Task What_a_killed_node_had_goes_on_elsewhere_and_a_new_one_gets_its_share()
    {
        await using var nodes = await TestNodes.Start(3);
        await nodes.Settled();
        var a = nodes.Nodes[0];
        await TestNodes.Deploy(a, "wait", "do: [{w: {wait: {seconds: 1}}}, {note: {call: note, with: {}}}]");
        var ids = nodes.Nodes.Select(node => TestNodes.IdAt(node, "w")).ToList();
        foreach (var id in ids)
        {
            Assert.IsType<CommandResult.Started>(await a.StartInstance(new("t", "wait"), null, JsonValue.Null, new StartOptions(id), default));
        }

        var began = Stopwatch.GetTimestamp();
        await nodes.Kill(2);
        await nodes.Settled();
        TestContext.Current.TestOutputHelper?.WriteLine($"taken over {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s after the kill");
        foreach (var id in ids)
        {
            Assert.Equal(InstanceStatus.Completed, Ended(await a.WaitForEnd(id, s_long, default)));
        }

        began = Stopwatch.GetTimestamp();
        await nodes.Join();
        await nodes.Settled();
        TestContext.Current.TestOutputHelper?.WriteLine($"shared out {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s after the join began");
        Assert.All(nodes.Nodes, node => Assert.InRange(node.Ownership!.Here.Length, 5, 6));
    }

    private static InstanceStatus Ended(CommandResult result) => Assert.IsType<CommandResult.Viewed>(result).Instance.Status;
}
