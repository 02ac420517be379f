using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Lifecycle;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Lifecycle;

/// <summary>Who is told, when, and how often.</summary>
public sealed class LifecycleDeliveryTests : IAsyncDisposable
{
    private const string Tasks = "  - a:\n      set:\n        x: 1";
    private readonly LifecycleScene _scene = new();

    [Fact]
    public async Task Nothing_is_read_while_nobody_subscribes()
    {
        CountedReads? reads = null;
        var node = await _scene.Start(reads = new CountedReads(new Forwarded(() => _scene.Journal)));
        await LifecycleScene.Deploy(node, "plain", Tasks);
        await node.RunInstance(new("t", "plain"), null, JsonValue.Null, new(), TimeSpan.FromSeconds(20), CancellationToken.None);

        Assert.Equal(0, reads.Reads);

        await LifecycleScene.Life(node, await LifecycleScene.Begin(node, "plain"));

        Assert.True(reads.Reads > 0);
    }

    [Fact]
    public async Task A_subscriber_hears_what_comes_after_and_may_go_on_within_a_commit()
    {
        var node = await _scene.Start();
        await LifecycleScene.Deploy(node, "plain", Tasks);
        await node.RunInstance(new("t", "plain"), null, JsonValue.Null, new(), TimeSpan.FromSeconds(20), CancellationToken.None);
        var live = node.Lifecycle.Subscribe(cancellation: LifecycleScene.Soon);
        var id = await LifecycleScene.Begin(node, "plain");

        var heard = new List<LifecycleEvent>();
        await foreach (var happened in live)
        {
            heard.Add(happened);
            if (LifecycleScene.IsEnd(happened))
            {
                break;
            }
        }

        Assert.All(heard, happened => Assert.Equal(id, happened.Instance));
        var rest = await LifecycleScene.Life(node, id, heard[2].Place);
        Assert.Equal(heard.Skip(3).Select(happened => happened.Event["id"]), rest.Select(happened => happened.Event["id"]));
    }

    [Fact]
    public async Task Filters_choose_by_workflow_instance_and_type()
    {
        var node = await _scene.Start();
        await LifecycleScene.Deploy(node, "one", Tasks);
        await LifecycleScene.Deploy(node, "two", Tasks);
        await LifecycleScene.Life(node, await LifecycleScene.Begin(node, "one"));
        await LifecycleScene.Life(node, await LifecycleScene.Begin(node, "two"));

        var told = new List<LifecycleEvent>();
        await foreach (var happened in node.Lifecycle.Subscribe(new(new("t", "two"), Types: ["workflow.started", "io.serverlessworkflow.workflow.completed.v1"]), LifecyclePlace.Start, LifecycleScene.Soon))
        {
            told.Add(happened);
            if (told.Count == 2)
            {
                break;
            }
        }

        Assert.Equal("workflow.started\nworkflow.completed", LifecycleScene.InShort(told));
        Assert.All(told, happened => Assert.Equal("two", happened.Instance.Text));
    }

    [Fact]
    public async Task A_crash_between_delivery_and_mark_repeats_with_the_same_ids()
    {
        var first = new KeptSink("hook");
        var lost = new LostRecords(() => _scene.Journal);
        var node = await _scene.Start(records: lost, sinks: first);
        await LifecycleScene.Deploy(node, "plain", Tasks);
        lost.IsLosing = true;
        await LifecycleScene.Begin(node, "plain");
        var told = await first.Until(taken => taken.Any(LifecycleScene.IsEnd));
        await node.DisposeAsync();

        var second = new KeptSink("hook");
        var next = await _scene.Start(sinks: second);
        var again = await second.Until(taken => taken.Any(LifecycleScene.IsEnd));
        await next.DisposeAsync();

        Assert.Equal(told.Select(happened => happened.Event), again.Select(happened => happened.Event));
        var third = new KeptSink("hook");
        var last = await _scene.Start(sinks: third);
        await LifecycleScene.Deploy(last, "more", Tasks);
        await LifecycleScene.Begin(last, "more");
        Assert.All(await third.Until(taken => taken.Any(LifecycleScene.IsEnd)), happened => Assert.Equal("more", happened.Instance.Text));
    }

    [Fact]
    public async Task A_dead_sink_holds_up_nobody_and_is_served_when_it_lives_again()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isDead = true;
        var dead = new KeptSink("dead", events =>
        {
            asked.TrySetResult();
            return Volatile.Read(ref isDead) ? new(0, "down") : new(events.Length);
        });
        var alive = new KeptSink("alive");
        var node = await _scene.Start(sinks: [dead, alive]);
        await LifecycleScene.Deploy(node, "plain", Tasks);
        await LifecycleScene.Begin(node, "plain");

        await alive.Until(taken => taken.Any(LifecycleScene.IsEnd));
        await asked.Task.WaitAsync(LifecycleScene.Soon);
        Volatile.Write(ref isDead, false);

        Assert.Equal(7 + 2, (await dead.Until(taken => taken.Any(LifecycleScene.IsEnd))).Count);
    }

    [Fact]
    public async Task What_a_sink_refuses_for_good_is_dropped_and_the_rest_delivered()
    {
        var picky = new KeptSink("picky", events => events[0].Type.Contains("task.created", StringComparison.Ordinal) ? new(0, "no", IsFinal: true) : new(1, events.Length > 1 ? "one at a time" : null));
        var node = await _scene.Start(sinks: new KeptSink("filtered") { Filter = new(Types: ["workflow.completed"]) });
        await node.DisposeAsync();
        var second = await _scene.Start(sinks: picky);
        await LifecycleScene.Deploy(second, "plain", Tasks);
        await LifecycleScene.Begin(second, "plain");

        var taken = await picky.Until(taken => taken.Any(LifecycleScene.IsEnd));

        Assert.Equal("workflow.started\ntask.started a\ntask.completed a\nworkflow.completed", LifecycleScene.InShort(taken));
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    /// <summary>The journal is made with the node that reads it.</summary>
    private sealed class Forwarded(Func<IInstanceQueries> to) : IInstanceQueries
    {
        public ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation) => to().List(filter, cursor, limit, cancellation);

        public ValueTask<System.Collections.Immutable.ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, int limit, CancellationToken cancellation) =>
            to().History(instance, afterPos, limit, cancellation);

        public ValueTask<HistoryChunk?> HistoryBefore(InstanceId instance, long beforePos, CancellationToken cancellation) => to().HistoryBefore(instance, beforePos, cancellation);

        public ValueTask<System.Collections.Immutable.ImmutableArray<InstanceChange>> Changes(System.Collections.Immutable.ImmutableArray<long> after, int limit, CancellationToken cancellation) => to().Changes(after, limit, cancellation);
    }

    /// <summary>Records as a crash leaves them: what was written last is not there.</summary>
    private sealed class LostRecords(Func<IRecordStore> to) : IRecordStore
    {
        public bool IsLosing { get; set; }

        public ValueTask<ReadOnlyMemory<byte>?> ReadRecord(string kind, string key, CancellationToken cancellation) => to().ReadRecord(kind, key, cancellation);

        public ValueTask WriteRecord(string kind, string key, ReadOnlyMemory<byte> value, CancellationToken cancellation) =>
            IsLosing ? ValueTask.CompletedTask : to().WriteRecord(kind, key, value, cancellation);
    }
}
