using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Operations;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;
using Node = Continuo.Runtime.Node;

namespace Continuo.Runtime.Tests.Operations;

/// <summary>What is done to many instances goes on when the node dies, and histories tell migrations by both definitions.</summary>
public sealed class OperationTests
{
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task An_operation_goes_on_in_the_next_process_where_the_last_one_died()
    {
        InstanceId id;
        await using (var first = await Begin())
        {
            await first.Deploy(Workflow("1.0.0", "[{pause: {wait: PT1H}}]"), default);
            for (var i = 0; i < 5; i++)
            {
                await Start(first, $"i{i}");
            }

            var started = Assert.IsType<CommandResult.Started>(await first.Operations.Start(Request(OperationAction.Cancel, "workflow = tests/op") with { Rate = 1 }, default));
            id = started.View.Id;
            Assert.False((await first.WaitForEnd(id, TimeSpan.FromMilliseconds(300), default) as CommandResult.Viewed)!.Instance.Status.IsFinal());
        }

        await using var second = await Begin();
        var ended = Assert.IsType<CommandResult.Viewed>(await second.WaitForEnd(id, TimeSpan.FromSeconds(30), default)).Instance;

        Assert.Equal(InstanceStatus.Completed, ended.Status);
        Assert.Equal("5", (await second.Operations.Progress(ended, default))["done"].ToString());
        Assert.All((await second.ListInstances(new InstanceFilter(Workflow: new("tests", "op")), null, 10, default)).Items, row => Assert.Equal(InstanceStatus.Cancelled, row.Status));
    }

    [Fact]
    public async Task What_belongs_to_the_product_is_never_touched()
    {
        await using var node = await Begin();
        await node.Deploy(Workflow("1.0.0", "[{pause: {wait: PT1H}}]"), default);
        await Start(node, "mine");

        var preview = await node.Operations.Preview(Request(OperationAction.Cancel, "not finished"), null, 100, default);
        var started = Assert.IsType<CommandResult.Started>(await node.Operations.Start(Request(OperationAction.Cancel, "not finished"), default));
        var ended = Assert.IsType<CommandResult.Viewed>(await node.WaitForEnd(started.View.Id, TimeSpan.FromSeconds(20), default)).Instance;

        Assert.Equal("mine", Assert.Single(preview.Items).Row.Id.Text);
        Assert.Equal(InstanceStatus.Completed, ended.Status);
    }

    [Fact]
    public async Task A_wrong_query_is_refused_with_its_columns()
    {
        await using var node = await Begin();

        var refused = Assert.IsType<CommandResult.Refused>(await node.Operations.Start(Request(OperationAction.Cancel, "status = gone"), default));

        Assert.StartsWith("10: 'gone' is no status.", refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_over_a_migration_names_tasks_by_the_definition_of_their_time_forwards_and_backwards()
    {
        await using var node = await Begin();
        await node.Deploy(Workflow("1.0.0", "[{pause: {wait: PT1H}}]"), default);
        await Start(node, "moved");
        await node.Deploy(Workflow("2.0.0", "[{z: {set: {a: 1}}}, {pause: {wait: PT1H}}]"), default);

        Assert.True(Assert.IsType<CommandResult.Planned>(await node.Operations.Migrate(new("moved"), "2.0.0", [], isPreview: false, default)).Plan.IsDone);
        await node.Send(new("moved"), new Stimulus.Cancel("enough"), default);

        var forwards = (await node.History(new("moved"), default))!.Value;
        var backwards = (await node.HistoryBack(new("moved"), null, 100, default))!.Entries;
        Assert.Equal(["started", "opened", "waiting", "migrated", "cancelling", "finished"], forwards.Select(entry => entry.Fact.Kind));
        Assert.Equal("/do/0/pause", forwards[2].Fact.Pointer);
        Assert.Equal(forwards.Reverse().Select(entry => (entry.Position, entry.Fact.Kind, entry.Fact.Pointer)), backwards.Select(entry => (entry.Position, entry.Fact.Kind, entry.Fact.Pointer)));
        Assert.Equal("2.0.0", Assert.Single((await node.ListInstances(new InstanceFilter(Workflow: new("tests", "op")), null, 10, default)).Items).Version);
    }

    [Fact]
    public async Task A_migrated_instance_is_loaded_on_its_new_definition_after_a_restart()
    {
        await using (var first = await Begin())
        {
            await first.Deploy(Workflow("1.0.0", "[{pause: {wait: PT0.2S}}]"), default);
            await Start(first, "moved");
            await first.Deploy(Workflow("2.0.0", "[{pause: {wait: PT1H}}, {more: {set: {done: 2}}}]"), default);
            await first.Operations.Migrate(new("moved"), "2.0.0", [], isPreview: false, default);
        }

        await using var second = await Begin();
        var ended = Assert.IsType<CommandResult.Viewed>(await second.WaitForEnd(new("moved"), TimeSpan.FromSeconds(20), default)).Instance;

        Assert.Equal(("2.0.0", """{"done":2}"""), (ended.Version, ended.Output.ToString()));
    }

    private async Task<Node> Begin()
    {
        var journal = new MemoryJournal(_store);
        var node = new Node(new NodeOptions { Journal = journal, Definitions = journal, Queries = journal, RunsSchedules = true });
        await node.Start(default);
        return node;
    }

    private static WorkflowDefinition Workflow(string version, string tasks) =>
        WorkflowLoader.Load($"document: {{dsl: '1.0.3', namespace: tests, name: op, version: '{version}'}}\ndo: {tasks}").Definition!;

    private static async Task Start(Node node, string id) =>
        Assert.IsType<CommandResult.Started>(await node.StartInstance(new("tests", "op"), null, JsonValue.Null, new StartOptions(new(id)), default));

    private static OperationRequest Request(OperationAction action, string where) => new() { Action = action, Where = where, AsOf = TimeProvider.System.GetUtcNow() };
}
