using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Tests.Fakes;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.EndToEnd;

/// <summary>The node as a program embeds it, with the engine's own shards.</summary>
public sealed class RealShardTests : IAsyncDisposable
{
    private const string Seq = "  - a:\n      call: add\n  - b:\n      call: add\n  - c:\n      call: add";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly MemoryStore _store = new(4);
    private readonly List<Node> _nodes = [];

    [Fact]
    public async Task Functions_in_a_row_run_to_the_end()
    {
        var node = await Begin();
        await node.Deploy(new Loaded("1.0.0", "seq", Seq).Definition, CancellationToken.None);

        var view = await Run(node, "seq", 1);

        Assert.Equal((InstanceStatus.Completed, 4d), (view.Status, view.Output.Number));
        Assert.NotEmpty((await node.History(view.Id, CancellationToken.None))!.Value);
    }

    [Fact]
    public async Task Many_instances_share_commits_and_all_end()
    {
        var node = await Begin();
        await node.Deploy(new Loaded("1.0.0", "seq", Seq).Definition, CancellationToken.None);

        var views = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Run(node, "seq", i)));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => i + 3d), views.Select(view => view.Output.Number));
    }

    [Fact]
    public async Task Several_drivers_share_the_shards_and_what_passes_between_them_arrives()
    {
        var node = await Begin(3, []);
        await node.Deploy(new Loaded("1.0.0", "listener", "  - l:\n      listen:\n        to:\n          one:\n            with:\n              type: ping").Definition, CancellationToken.None);
        await node.Deploy(new Loaded("1.0.0", "child", "  - a:\n      call: add\n  - e:\n      emit:\n        event:\n          with:\n            type: ping\n            source: https://a.test\n  - b:\n      set: ${ 41 }").Definition, CancellationToken.None);
        await node.Deploy(new Loaded("1.0.0", "parent", "  - r:\n      run:\n        workflow:\n          namespace: t\n          name: child\n          version: latest\n          input: ${ . }\n  - a:\n      call: add").Definition, CancellationToken.None);
        var listeners = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.StartInstance(new("t", "listener"), null, JsonValue.Null, new(), CancellationToken.None)));

        var views = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Run(node, "parent", i)));

        Assert.All(views, view => Assert.Equal(InstanceStatus.Completed, view.Status));
        foreach (var started in listeners)
        {
            var ended = await node.WaitForEnd(Assert.IsType<CommandResult.Started>(started).View.Id, s_patience, CancellationToken.None);
            Assert.Equal(InstanceStatus.Completed, Assert.IsType<CommandResult.Viewed>(ended).Instance.Status);
        }

        await node.DisposeAsync();
        var again = await Begin(2, []);
        Assert.Equal(views.Select(view => view.Output), await Task.WhenAll(views.Select(async view =>
            Assert.IsType<CommandResult.Viewed>(await again.Send(view.Id, new Stimulus.Inspect(), CancellationToken.None)).Instance.Output)));
    }

    [Fact]
    public async Task An_event_that_one_instance_emits_reaches_one_that_listens()
    {
        var node = await Begin();
        await node.Deploy(new Loaded("1.0.0", "listener", "  - l:\n      listen:\n        to:\n          one:\n            with:\n              type: ping").Definition, CancellationToken.None);
        await node.Deploy(new Loaded("1.0.0", "emitter", "  - e:\n      emit:\n        event:\n          with:\n            type: ping\n            source: https://a.test\n            data:\n              n: 7").Definition, CancellationToken.None);
        var started = Assert.IsType<CommandResult.Started>(await node.StartInstance(new("t", "listener"), null, JsonValue.Null, new(), CancellationToken.None));

        await Run(node, "emitter", JsonValue.Null);
        var ended = Assert.IsType<CommandResult.Viewed>(await node.WaitForEnd(started.View.Id, s_patience, CancellationToken.None));

        Assert.Equal(InstanceStatus.Completed, ended.Instance.Status);
        Assert.Contains("7", ended.Instance.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parent_gets_the_output_of_the_child_that_it_runs()
    {
        var node = await Begin();
        await node.Deploy(new Loaded("1.0.0", "child", "  - a:\n      call: add").Definition, CancellationToken.None);
        await node.Deploy(new Loaded("1.0.0", "parent", "  - r:\n      run:\n        workflow:\n          namespace: t\n          name: child\n          version: latest\n          input: 41").Definition, CancellationToken.None);

        var view = await Run(node, "parent", JsonValue.Null);

        Assert.Equal((InstanceStatus.Completed, 42d), (view.Status, view.Output.Number));
    }

    [Fact]
    public async Task What_a_stopped_node_leaves_goes_on_in_the_next()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var keys = new List<string>();
        var first = await Begin(new FakeHandler(EffectKind.Http, async (request, cancellation) =>
        {
            keys.Add(request.Key);
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return new EffectOutcome.Returned(JsonValue.Null);
        }));
        await first.Deploy(new Loaded("1.0.0", "http", "  - g:\n      call: http\n      with:\n        method: get\n        endpoint: http://localhost/x").Definition, CancellationToken.None);
        var started = Assert.IsType<CommandResult.Started>(await first.StartInstance(new("t", "http"), null, JsonValue.Null, new(), CancellationToken.None));
        await reached.Task;
        await first.DisposeAsync();

        var second = await Begin(new FakeHandler(EffectKind.Http, (request, _) =>
        {
            keys.Add(request.Key);
            return new(new EffectOutcome.Returned(12));
        }));
        var ended = Assert.IsType<CommandResult.Viewed>(await second.WaitForEnd(started.View.Id, s_patience, CancellationToken.None));

        Assert.Equal((InstanceStatus.Completed, 12d), (ended.Instance.Status, ended.Instance.Output.Number));
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task Draining_records_what_is_in_flight_and_leaves_the_rest_to_the_next_node()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<EffectOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = await Begin(new FakeHandler(EffectKind.Http, (_, _) =>
        {
            reached.TrySetResult();
            return new(answer.Task);
        }));
        var source = string.Concat("ab".Select(task => $"  - {task}:\n      call: http\n      with:\n        method: get\n        endpoint: http://localhost/x\n"));
        await first.Deploy(new Loaded("1.0.0", "two", source).Definition, CancellationToken.None);
        var started = Assert.IsType<CommandResult.Started>(await first.StartInstance(new("t", "two"), null, JsonValue.Null, new(), CancellationToken.None));
        await reached.Task;

        var drain = first.Drain(s_patience);
        answer.SetResult(new EffectOutcome.Returned(1));
        await drain;
        var rest = new FakeHandler(EffectKind.Http);
        var second = await Begin(rest);
        var ended = Assert.IsType<CommandResult.Viewed>(await second.WaitForEnd(started.View.Id, s_patience, CancellationToken.None));

        Assert.Equal((InstanceStatus.Completed, 1), (ended.Instance.Status, rest.Calls));
    }

    [Fact]
    public async Task A_second_node_on_the_store_stops_the_first()
    {
        var first = await Begin();
        await first.Deploy(new Loaded("1.0.0", "seq", Seq).Definition, CancellationToken.None);
        var second = await Begin();

        Assert.IsType<CommandResult.Busy>(await first.StartInstance(new("t", "seq"), null, 1, new(), CancellationToken.None));

        Assert.Contains("claimed", await first.Stopped, StringComparison.Ordinal);
        Assert.Equal(InstanceStatus.Completed, (await Run(second, "seq", 1)).Status);
    }

    [Fact]
    public async Task A_short_wait_ends_by_the_clock()
    {
        var node = await Begin();
        await node.Deploy(new Loaded("1.0.0", "wait", "  - w:\n      wait:\n        milliseconds: 30").Definition, CancellationToken.None);

        Assert.Equal(InstanceStatus.Completed, (await Run(node, "wait", JsonValue.Null)).Status);
    }

    [Fact]
    public async Task A_workflow_with_what_is_not_executed_is_refused_by_name()
    {
        var node = await Begin();
        await node.Deploy(new Loaded("1.0.0", "avro", "  - a:\n      set:\n        n: 1\n      input:\n        schema:\n          format: avro\n          document: {}").Definition, CancellationToken.None);

        var refused = Assert.IsType<CommandResult.Refused>(await node.StartInstance(new("t", "avro"), null, JsonValue.Null, new(), CancellationToken.None));

        Assert.Equal("unsupported", refused.Code);
        Assert.Contains("input.schema", refused.Why, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static async Task<InstanceView> Run(Node node, string workflow, JsonValue input) =>
        Assert.IsType<CommandResult.Viewed>(await node.RunInstance(new("t", workflow), null, input, new(), s_patience, CancellationToken.None)).Instance;

    private Task<Node> Begin(params IEffectHandler[] handlers) => Begin(1, handlers);

    private async Task<Node> Begin(int drivers, IEffectHandler[] handlers)
    {
        var journal = new MemoryJournal(_store);
        var node = new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = journal,
            Queries = journal,
            Handlers = [.. handlers],
            Drivers = drivers,
            Functions = new FunctionRegistry([KeyValuePair.Create<string, Function>("add", (input, _) => new(input.Number + 1))]),
        });
        _nodes.Add(node);
        await node.Start(CancellationToken.None);
        return node;
    }
}
