using System.Collections.Immutable;
using System.Threading.Channels;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using Node = Continuo.Runtime.Node;

namespace Continuo.Runtime.Tests.Schedules;

public sealed class ScheduleTests : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryStore _store = new(4);
    private readonly Channel<JsonValue> _ran = Channel.CreateUnbounded<JsonValue>();
    private readonly List<Node> _nodes = [];

    [Fact]
    public async Task A_cron_starts_an_instance_at_each_of_its_times()
    {
        var node = await Begin();
        await Deploy(node, "schedule: {cron: '0 13 * * *'}");

        await Waiting(node);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True((await Ran()).IsNull);
        await Waiting(node);
        _time.Advance(TimeSpan.FromDays(1));
        await Ran();
    }

    [Fact]
    public async Task Times_that_passed_while_no_node_ran_come_once()
    {
        var first = await Begin();
        await Deploy(first, "schedule: {every: {minutes: 1}}");
        await Waiting(first);
        await first.DisposeAsync();
        _time.Advance(TimeSpan.FromHours(3));

        var second = await Begin();
        await Ran();
        await Waiting(second);

        Assert.False(_ran.Reader.TryRead(out _));
    }

    [Fact]
    public async Task After_waits_for_the_end_of_the_one_before()
    {
        var node = await Begin();
        await Deploy(node, "schedule: {after: PT1H}");

        await Ran();
        await Waiting(node);
        _time.Advance(TimeSpan.FromHours(1));
        await Ran();
    }

    [Fact]
    public async Task Each_event_that_matches_starts_an_instance_with_its_data()
    {
        var node = await Begin();
        await Deploy(node, "schedule: {on: {one: {with: {type: order}}}}");

        await Publish(node, """{"type":"order","data":1}""", """{"type":"other","data":2}""", """{"type":"order","data":3}""");

        Assert.Equal(["[1]", "[3]"], [(await Ran()).ToString(), (await Ran()).ToString()]);
    }

    [Fact]
    public async Task Whole_events_are_read_on_demand()
    {
        var node = await Begin();
        await Deploy(node, "schedule: {on: {any: []}, read: envelope}");

        await Publish(node, """{"type":"order","data":1}""");

        Assert.Equal("order", (await Ran()).Array[0]["type"].String);
    }

    [Fact]
    public async Task Until_gathers_events_for_one_instance()
    {
        var node = await Begin();
        await Deploy(node, "schedule: {on: {any: [{with: {type: reading}}], until: 'length == 2'}}");

        await Publish(node, """{"type":"reading","data":1}""", """{"type":"reading","data":2}""", """{"type":"reading","data":3}""", """{"type":"reading","data":4}""");

        string[] gathered = [(await Ran()).ToString(), (await Ran()).ToString()];
        Assert.Equal(["[1,2]", "[3,4]"], gathered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task All_gathers_a_group_for_each_correlation()
    {
        var node = await Begin();
        await Deploy(node, """
            schedule:
              on:
                all:
                  - {with: {type: paid}, correlate: {order: {from: .data.order}}}
                  - {with: {type: packed}, correlate: {order: {from: .data.id}}}
            """);

        await Publish(
            node,
            """{"type":"paid","data":{"order":1}}""",
            """{"type":"paid","data":{"order":2}}""",
            """{"type":"packed","data":{"id":2}}""",
            """{"type":"packed","data":{"id":1}}""");

        var ran = new[] { await Ran(), await Ran() }.Select(group => string.Join(' ', group.Array.Select(data => data.ToString()).Order()));
        Assert.Equal(["""{"id":1} {"order":1}""", """{"id":2} {"order":2}"""], ran.Order());
    }

    [Fact]
    public async Task All_gives_a_group_in_the_order_in_which_its_events_came()
    {
        var node = await Begin();
        await Deploy(node, "schedule: {on: {all: [{with: {type: a}}, {with: {type: b}}, {with: {type: c}}]}}");

        await Publish(
            node,
            """{"type":"c","data":1}""",
            """{"type":"b","data":2}""",
            """{"type":"c","data":3}""",
            """{"type":"a","data":4}""",
            """{"type":"a","data":5}""",
            """{"type":"b","data":6}""");

        string[] groups = [(await Ran()).ToString(), (await Ran()).ToString()];
        Assert.Equal(["[1,2,4]", "[3,5,6]"], groups.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_starter_can_be_made_of_every_definition()
    {
        // Of one of these the digest once was 092701383981, which in that place of a version is none.
        var node = await Begin();
        await Deploy(node, "schedule: {cron: '0 13 * * *'}", "1.0.1010");

        await Waiting(node);
        Assert.All(await Starters(node), row => Assert.Matches("-[a-z][0-9a-f]+$", row.Version));
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_read_any_more_keeps_no_node_from_starting()
    {
        var journal = new MemoryJournal(_store);
        var definition = Definition("schedule: {every: PT1M}", "1.0.0");
        await ((IDefinitionStore)journal).Deploy(new(definition.Hash, definition.Name, definition.Version, "schedule: of a later version", _time.GetUtcNow()), default);

        var node = await Begin();

        Assert.Empty(await Starters(node));
    }

    [Fact]
    public async Task A_newer_version_takes_over()
    {
        var node = await Begin();
        await Deploy(node, "schedule: {every: PT1M}");
        await Waiting(node);

        await Deploy(node, "schedule: {every: PT1H}", "2.0.0");

        var starters = (await Starters(node)).OrderBy(row => row.Number).ToList();
        Assert.Equal(2, starters.Count);
        Assert.Equal(InstanceStatus.Cancelled, await End(node, starters[0].Id));
        Assert.False(starters[1].Status.IsFinal());
    }

    [Fact]
    public async Task What_replaces_its_replacement_is_started_again()
    {
        var node = await Begin();
        await Deploy(node, "schedule: {every: PT1M}");
        await Deploy(node, "schedule: {every: PT1H}");
        var first = (await Starters(node)).MinBy(row => row.Number)!;
        Assert.Equal(InstanceStatus.Cancelled, await End(node, first.Id));

        await Deploy(node, "schedule: {every: PT1M}");

        Assert.Equal(3, (await Starters(node)).Length);
        await Deploy(node, "schedule: {every: PT1M}");
        await Waiting(node);
        _time.Advance(TimeSpan.FromMinutes(1));
        await Ran();
    }

    [Fact]
    public async Task Deploying_the_same_again_changes_nothing()
    {
        var node = await Begin();
        await Deploy(node, "schedule: {every: PT1M}");
        await Deploy(node, "schedule: {every: PT1M}");

        Assert.Single(await Starters(node));
    }

    [Fact]
    public async Task A_starter_that_a_crash_kept_from_starting_is_started_by_the_next_node()
    {
        var journal = new MemoryJournal(_store);
        var definition = Definition("schedule: {every: PT1M}", "1.0.0");
        await ((IDefinitionStore)journal).Deploy(new(definition.Hash, definition.Name, definition.Version, definition.Source, _time.GetUtcNow()), default);

        var node = await Begin();
        await Waiting(node);
        _time.Advance(TimeSpan.FromMinutes(1));

        await Ran();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static WorkflowDefinition Definition(string schedule, string version)
    {
        var loaded = WorkflowLoader.Load($"document: {{dsl: 1.0.3, namespace: t, name: job, version: {version}}}\n{schedule}\ndo:\n- note: {{call: note}}\n");
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Diagnostics.Select(d => d.Format("t.yaml"))));
        return loaded.Definition;
    }

    private static async Task Deploy(Node node, string schedule, string version = "1.0.0") => await node.Deploy(Definition(schedule, version), default);

    private static async Task<ImmutableArray<InstanceRow>> Starters(Node node) =>
        [.. (await node.ListInstances(new InstanceFilter(), null, 100, default)).Items.Where(row => row.Workflow.Namespace == "continuo-starter")];

    private static async Task<InstanceStatus> End(Node node, InstanceId id) =>
        Assert.IsType<CommandResult.Viewed>(await node.WaitForEnd(id, s_patience, default)).Instance.Status;

    /// <summary>Until the starter waits for its time, and not for the end of an instance: a clock that is moved before would be too early.</summary>
    private static async Task Waiting(Node node)
    {
        using var patience = new CancellationTokenSource(s_patience, TimeProvider.System);
        while (!(await Starters(node)).Any(row => row is { Status: InstanceStatus.Waiting, Wake: not null }))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, patience.Token);
        }
    }

    private static async Task Publish(Node node, params string[] events)
    {
        var complete = events.Select((text, i) =>
        {
            var given = JsonValue.Parse(text);
            return (JsonValue)JsonObject.Of(("specversion", "1.0"), ("id", $"e{i}"), ("source", "https://a.test"), ("type", given["type"]), ("data", given["data"]));
        });
        Assert.IsType<CommandResult.Published>(await node.Publish([.. complete], default));
    }

    private async Task<JsonValue> Ran()
    {
        using var patience = new CancellationTokenSource(s_patience, TimeProvider.System);
        return await _ran.Reader.ReadAsync(patience.Token);
    }

    private async Task<Node> Begin()
    {
        var journal = new MemoryJournal(_store);
        var node = new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = journal,
            Queries = journal,
            Time = _time,
            RunsSchedules = true,
            Functions = new FunctionRegistry([KeyValuePair.Create<string, Function>("note", (input, _) =>
            {
                _ran.Writer.TryWrite(input);
                return new(input);
            })]),
        });
        _nodes.Add(node);
        await node.Start(CancellationToken.None);
        return node;
    }
}
