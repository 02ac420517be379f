using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Ownership;

public sealed class SeveralNodesTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_first_node_has_everything_and_the_second_gets_its_share()
    {
        await using var cluster = new LocalCluster();
        await cluster.Join("a");
        await cluster.Settled();
        Assert.Equal(16, cluster["a"].Ownership!.Here.Length);

        await cluster.Join("b");
        await cluster.Settled();

        Assert.Equal((8, 8), (cluster["a"].Ownership!.Here.Length, cluster["b"].Ownership!.Here.Length));
    }

    [Theory]
    [InlineData(PositionScope.Shard, 2)]
    [InlineData(PositionScope.Shard, 1)]
    public async Task Whichever_node_is_asked_an_instance_runs_where_its_shard_is_and_its_end_is_told(PositionScope positions, int writers)
    {
        await using var cluster = await Two(positions, writers);
        await LocalCluster.Deploy(cluster["a"], "note", "do: [{note: {call: note, with: {at: 1}}}]");
        foreach (var (asked, owner) in new[] { ("a", "b"), ("b", "a"), ("a", "a"), ("b", "b") })
        {
            var id = cluster.IdAt(owner, $"{asked}{owner}");

            var ended = await cluster[asked].RunInstance(new("t", "note"), null, JsonValue.Null, new StartOptions(id), s_long, default);

            Assert.Equal(InstanceStatus.Completed, Assert.IsType<CommandResult.Viewed>(ended).Instance.Status);
            Assert.Equal(owner, cluster.Notes.Last().Node);
        }
    }

    [Fact]
    public async Task Children_run_in_other_shards_and_their_parents_hear_of_their_end()
    {
        await using var cluster = await Two();
        await LocalCluster.Deploy(cluster["a"], "child", "do: [{note: {call: note, with: {n: '${ .n }'}}}]");
        await LocalCluster.Deploy(cluster["b"], "parent", """
            do:
              - each:
                  for: {in: '${ [range(12)] }', each: n}
                  do: [{one: {run: {workflow: {namespace: t, name: child, version: '1.0.0', input: {n: '${ $n }'}}}}}]
            """);

        var ended = await cluster["a"].RunInstance(new("t", "parent"), null, JsonValue.Null, new StartOptions(null), s_long, default);

        Assert.Equal(InstanceStatus.Completed, Assert.IsType<CommandResult.Viewed>(ended).Instance.Status);
        Assert.Equal(12, cluster.Notes.Count);
        Assert.Equal(["a", "b"], cluster.Notes.Select(note => note.Node).Distinct().Order());
    }

    [Fact]
    public async Task An_event_wakes_listeners_on_every_node_wherever_it_is_published()
    {
        await using var cluster = await Two();
        await LocalCluster.Deploy(cluster["a"], "listen", "do: [{hear: {listen: {to: {one: {with: {type: paid}}}}}}]");
        var ids = new[] { cluster.IdAt("a"), cluster.IdAt("b") };
        foreach (var id in ids)
        {
            await cluster["a"].StartInstance(new("t", "listen"), null, JsonValue.Null, new StartOptions(id), default);
        }

        foreach (var asked in new[] { "a", "b" })
        {
            var published = await cluster[asked].Publish([JsonValue.Parse($$"""{"specversion":"1.0","id":"{{asked}}","source":"/s","type":"paid"}""")], default);
            Assert.IsType<CommandResult.Published>(published);
        }

        foreach (var id in ids)
        {
            Assert.Equal(InstanceStatus.Completed, Assert.IsType<CommandResult.Viewed>(await cluster["b"].WaitForEnd(id, s_long, default)).Instance.Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_purge_of_what_another_node_holds_says_so_and_deletes_nothing(bool isDry)
    {
        await using var cluster = await Two();
        await LocalCluster.Deploy(cluster["a"], "note", "do: [{note: {call: note, with: {}}}]");
        var id = cluster.IdAt("b");
        await cluster["a"].RunInstance(new("t", "note"), null, JsonValue.Null, new StartOptions(id), s_long, default);

        var report = await cluster["a"].Purge(id, isDry, default);

        Assert.Equal((0, "elsewhere"), (report.Count, Assert.Single(report.Kept).Code));
        Assert.Equal(1, (await cluster["b"].Purge(id, isDry, default)).Count);
    }

    [Fact]
    public async Task An_event_with_a_character_that_no_database_keeps_is_refused_before_it_is_written()
    {
        await using var cluster = await Two();

        var published = await cluster["a"].Publish([JsonValue.Parse("""{"specversion":"1.0","id":"1","source":"/s\u0000","type":"paid"}""")], default);

        Assert.Contains("'source' holds the character U+0000", Assert.IsType<CommandResult.Refused>(published).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_goes_on_at_the_next_owner_when_a_node_leaves()
    {
        await using var cluster = await Two();
        await LocalCluster.Deploy(cluster["a"], "listen", "do: [{hear: {listen: {to: {one: {with: {type: paid}}}}}}, {note: {call: note, with: {}}}]");
        await LocalCluster.Deploy(cluster["a"], "wait", "do: [{w: {wait: {milliseconds: 500}}}, {note: {call: note, with: {}}}]");
        var (listening, timed) = (cluster.IdAt("b", "l"), cluster.IdAt("b", "w"));
        await cluster["a"].StartInstance(new("t", "listen"), null, JsonValue.Null, new StartOptions(listening), default);
        await cluster["a"].StartInstance(new("t", "wait"), null, JsonValue.Null, new StartOptions(timed), default);
        var waiting = cluster["a"].WaitForEnd(timed, s_long, default);

        await cluster.Leave("b");
        await cluster.Settled();
        await cluster["a"].Publish([JsonValue.Parse("""{"specversion":"1.0","id":"1","source":"/s","type":"paid"}""")], default);

        Assert.Equal(InstanceStatus.Completed, Assert.IsType<CommandResult.Viewed>(await waiting).Instance.Status);
        Assert.Equal(InstanceStatus.Completed, Assert.IsType<CommandResult.Viewed>(await cluster["a"].WaitForEnd(listening, s_long, default)).Instance.Status);
        Assert.All(cluster.Notes, note => Assert.Equal("a", note.Node));
    }

    [Fact]
    public async Task The_shards_of_a_dead_node_are_taken_over_and_what_it_still_does_is_void()
    {
        await using var cluster = await Two();
        await LocalCluster.Deploy(cluster["a"], "two", "do: [{first: {call: hold, with: {}}}, {note: {call: note, with: {}}}]");
        var id = cluster.IdAt("b");
        await cluster["a"].StartInstance(new("t", "two"), null, JsonValue.Null, new StartOptions(id), default);
        await cluster.Holding.Task.WaitAsync(s_long, TimeProvider.System);

        cluster.Kill("b");
        await cluster.Settled();
        cluster.Held.SetResult();

        Assert.Equal(InstanceStatus.Completed, Assert.IsType<CommandResult.Viewed>(await cluster["a"].WaitForEnd(id, s_long, default)).Instance.Status);
        Assert.Equal("a", Assert.Single(cluster.Notes).Node);

        // The dead one still takes itself for the owner: its next commit says that it is not.
        await cluster["b"].Send(id, new Stimulus.Suspend(), new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System).Token).WaitAsync(s_long, TimeProvider.System).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(16, cluster["a"].Ownership!.Here.Length);
        await OneTerminalFact(cluster["a"], id);
    }

    [Fact]
    public async Task Nothing_is_lost_while_nodes_come_and_go()
    {
        await using var cluster = await Two();
        await LocalCluster.Deploy(cluster["a"], "steps", "do: [{a: {call: note, with: {}}}, {b: {call: note, with: {}}}, {c: {call: note, with: {}}}]");
        var started = new List<InstanceId>();
        var ids = Enumerable.Range(0, 400).Select(i => new InstanceId($"order{i}")).ToList();
        var clients = Task.WhenAll(Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            foreach (var id in ids.Where((_, i) => i % 4 == client))
            {
                var request = new StartOptions(id);
                while (await cluster["a"].StartInstance(new("t", "steps"), null, JsonValue.Null, request, default) is not CommandResult.Started)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }

                lock (started)
                {
                    started.Add(id);
                }
            }
        })));

        await cluster.Join("c");
        await cluster.Settled();
        cluster.Kill("b");
        await cluster.Settled();
        await cluster.Leave("c");
        await cluster.Settled();
        await clients;

        foreach (var id in started)
        {
            var ended = await cluster["a"].WaitForEnd(id, s_long, default);
            Assert.Equal(InstanceStatus.Completed, Assert.IsType<CommandResult.Viewed>(ended).Instance.Status);
            await OneTerminalFact(cluster["a"], id);
        }
    }

    [Fact]
    public async Task A_definition_that_one_node_deployed_is_known_to_the_others()
    {
        await using var cluster = await Two();
        await LocalCluster.Deploy(cluster["a"], "one", "do: [{note: {call: note, with: {}}}]");

        Assert.NotNull(await cluster["b"].FindDefinition(new("t", "one"), "latest", default));
    }

    private static async Task OneTerminalFact(Node node, InstanceId id)
    {
        var history = await node.History(id, default);
        Assert.NotNull(history);
        Assert.Single(history.Value, entry => entry.Fact.Kind.Contains("finish", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<LocalCluster> Two(PositionScope positions = PositionScope.Shard, int writers = 2)
    {
        var cluster = new LocalCluster(positions, writers);
        await cluster.Join("a");
        await cluster.Join("b");
        await cluster.Settled();
        return cluster;
    }
}
