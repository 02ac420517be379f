using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Lifecycle;

/// <summary>What is told of a life, in which order.</summary>
public sealed class LifecycleSequenceTests : IAsyncDisposable
{
    private readonly LifecycleScene _scene = new();

    [Fact]
    public async Task A_plain_life_is_told_whole_with_its_data()
    {
        var node = await Deployed("plain", "  - a:\n      set:\n        x: 1\n  - skipped:\n      if: ${ false }\n      set:\n        x: 2\n  - b:\n      do:\n        - c:\n            set:\n              x: 3");

        var told = await LifecycleScene.Life(node, await LifecycleScene.Begin(node, "plain"));

        Assert.Equal(
            """
            workflow.started
            task.created a
            task.status-changed a pending
            task.started a
            task.status-changed a running
            task.completed a
            task.status-changed a completed
            task.created b
            task.status-changed b pending
            task.started b
            task.status-changed b running
            task.created c
            task.status-changed c pending
            task.started c
            task.status-changed c running
            task.completed c
            task.status-changed c completed
            task.completed b
            task.status-changed b completed
            workflow.completed
            workflow.status-changed completed
            """,
            LifecycleScene.InShort(told, withStatus: true));
        var started = told[0].Event;
        Assert.Equal("plain.t", started["data"]["name"].String);
        Assert.Equal("""{"name":"plain","namespace":"t","version":"1.0.0"}""", started["data"]["definition"].ToString());
        Assert.Equal(started["time"], started["data"]["startedAt"]);
        Assert.Equal("/api/v1/instances/plain", started["source"].String);
        var created = told[1].Event["data"];
        Assert.Equal(("plain.t", "/do/0/a"), (created["workflow"].String, created["task"].String));
        Assert.Equal("/api/v1/instances/plain#/output", told[^2].Event["data"]["outputUri"].String);
        Assert.Equal(told.Count, told.Select(happened => happened.Event["id"].String).Distinct().Count());
    }

    [Fact]
    public async Task A_retry_a_catch_and_a_fault_are_told()
    {
        var attempts = 0;
        _scene.With("flaky", (_, _) => ++attempts < 2 ? throw new InvalidOperationException("not yet") : new(7));
        var node = await Deployed(
            "faulty",
            "  - again:\n      try:\n        - call1:\n            call: flaky\n      catch:\n        retry:\n          delay:\n            milliseconds: 1\n          limit:\n            attempt:\n              count: 3\n"
            + "  - caught:\n      try:\n        - around:\n            do:\n              - bad:\n                  raise:\n                    error:\n                      type: https://a.test/bad\n                      status: 400\n      catch:\n        do:\n          - handle:\n              set:\n                y: 1\n"
            + "  - last:\n      set:\n        z: ${ .y / \"no\" }");

        var told = await LifecycleScene.Life(node, await LifecycleScene.Begin(node, "faulty"));

        Assert.Equal(
            """
            workflow.started
            task.created again
            task.started again
            task.created call1
            task.started call1
            task.faulted call1
            task.retried again
            task.created call1
            task.started call1
            task.completed call1
            task.completed again
            task.created caught
            task.started caught
            task.created around
            task.started around
            task.created bad
            task.started bad
            task.faulted bad
            task.faulted around
            task.created handle
            task.started handle
            task.completed handle
            task.completed caught
            task.created last
            task.started last
            task.faulted last
            workflow.faulted
            """,
            LifecycleScene.InShort(told));
        var fault = told.Single(happened => happened.Type.EndsWith("workflow.faulted.v1", StringComparison.Ordinal)).Event["data"];
        Assert.EndsWith("/expression", fault["error"]["type"].String, StringComparison.Ordinal);
        Assert.True(fault["faultedAt"].IsString);
    }

    [Fact]
    public async Task An_end_from_inside_completes_what_is_around_and_the_workflow()
    {
        var node = await Deployed(
            "inner",
            "  - outer:\n      do:\n        - both:\n            fork:\n              branches:\n                - stays:\n                    wait:\n                      hours: 1\n                - ends:\n                    set:\n                      x: 1\n                    then: end\n  - never:\n      set:\n        y: 1");

        var told = await LifecycleScene.Life(node, await LifecycleScene.Begin(node, "inner"));

        Assert.Equal(
            """
            workflow.started
            task.created outer
            task.started outer
            task.created both
            task.started both
            task.created stays
            task.started stays
            task.created ends
            task.started ends
            task.completed ends
            task.cancelled stays
            task.completed both
            task.completed outer
            workflow.completed
            """,
            LifecycleScene.InShort(told));
    }

    [Fact]
    public async Task The_losers_of_a_race_are_cancelled()
    {
        var node = await Deployed("race", "  - both:\n      fork:\n        compete: true\n        branches:\n          - slow:\n              wait:\n                hours: 1\n          - fast:\n              set:\n                x: 1");

        var told = await LifecycleScene.Life(node, await LifecycleScene.Begin(node, "race"));

        Assert.Equal(
            "workflow.started\ntask.created both\ntask.started both\ntask.created slow\ntask.started slow\ntask.created fast\ntask.started fast\ntask.completed fast\ntask.cancelled slow\ntask.completed both\nworkflow.completed",
            LifecycleScene.InShort(told));
    }

    [Fact]
    public async Task A_suspend_a_resume_and_a_cancel_are_told_of_the_workflow_and_of_its_open_tasks()
    {
        var node = await Deployed("held", "  - around:\n      do:\n        - pause:\n            wait:\n              hours: 1");
        var id = await LifecycleScene.Begin(node, "held");
        await node.Send(id, new Stimulus.Suspend(), CancellationToken.None);
        await node.Send(id, new Stimulus.Resume(), CancellationToken.None);
        await node.Send(id, new Stimulus.Cancel("enough"), CancellationToken.None);

        var told = await LifecycleScene.Life(node, id);

        Assert.Equal(
            """
            workflow.started
            task.created around
            task.started around
            task.created pause
            task.started pause
            workflow.suspended
            task.suspended around
            task.suspended pause
            workflow.resumed
            task.resumed around
            task.resumed pause
            task.cancelled pause
            task.cancelled around
            workflow.cancelled
            """,
            LifecycleScene.InShort(told));
        Assert.Equal(
            ["waiting", "suspended", "waiting", "cancelled"],
            told.Where(happened => happened.Type.EndsWith("workflow.status-changed.v1", StringComparison.Ordinal)).Select(happened => happened.Event["data"]["status"].String));
    }

    [Fact]
    public async Task A_correlation_is_told_with_its_keys_and_iterations_with_their_numbers()
    {
        var node = await Deployed(
            "ties",
            "  - hear:\n      listen:\n        to:\n          all:\n            - with:\n                type: paid\n              correlate:\n                order:\n                  from: .data.order\n            - with:\n                type: sent\n              correlate:\n                order:\n                  from: .data.order\n                shop:\n                  from: .data.shop\n                  expect: s1\n"
            + "  - each:\n      for:\n        in: ${ [1, 2] }\n      do:\n        - one:\n            set:\n              x: 1");
        var id = await LifecycleScene.Begin(node, "ties");
        await node.Publish([Event("paid", "1"), Event("sent", "2")], CancellationToken.None);

        var told = await LifecycleScene.Life(node, id);

        Assert.Equal(
            """
            workflow.started
            task.created hear
            task.started hear
            workflow.correlation-started
            workflow.correlation-completed
            task.completed hear
            task.created each
            task.started each
            task.created one 0
            task.started one 0
            task.completed one 0
            task.created one 1
            task.started one 1
            task.completed one 1
            task.completed each
            workflow.completed
            """,
            LifecycleScene.InShort(told));
        var completed = told.Single(happened => happened.Type.Contains("correlation-completed", StringComparison.Ordinal)).Event["data"];
        Assert.Equal("""{"order":7,"shop":"s1"}""", completed["correlationKeys"].ToString());
    }

    [Fact]
    public async Task Extensions_and_functions_are_told_inside_the_task_that_they_belong_to()
    {
        var node = await Deployed(
            "wide",
            "  - a:\n      set:\n        x: 1\n  - b:\n      call: twice\n      then: end\nuse:\n  functions:\n    twice:\n      do:\n        - inner:\n            wait:\n              milliseconds: 1\n"
            + "  extensions:\n    - log:\n        extend: set\n        before:\n          - note:\n              set:\n                y: 1\n        after:\n          - done:\n              set:\n                y: 2");

        var told = await LifecycleScene.Life(node, await LifecycleScene.Begin(node, "wide"));

        Assert.Equal(
            """
            workflow.started
            task.created a
            task.started a
            task.created note
            task.started note
            task.completed note
            task.created done
            task.started done
            task.completed done
            task.completed a
            task.created b
            task.started b
            task.created twice
            task.started twice
            task.created inner
            task.started inner
            task.completed inner
            task.completed twice
            task.completed b
            workflow.completed
            """,
            LifecycleScene.InShort(told));
    }

    [Fact]
    public async Task An_operators_retry_is_told_of_the_tasks_that_go_on()
    {
        var fails = true;
        _scene.With("once", (_, _) => fails ? throw new InvalidOperationException("down") : new(1));
        var node = await Deployed("mended", "  - around:\n      do:\n        - ask:\n            call: once");
        var id = await LifecycleScene.Begin(node, "mended");
        var first = await LifecycleScene.Life(node, id);
        fails = false;
        await node.Send(id, new Stimulus.Retry(null), CancellationToken.None);

        var then = await LifecycleScene.Life(node, id, first[^1].Place);

        Assert.EndsWith("task.faulted ask\ntask.faulted around\nworkflow.faulted", LifecycleScene.InShort(first), StringComparison.Ordinal);
        Assert.Equal("workflow.resumed\ntask.retried around\ntask.retried ask\ntask.completed ask\ntask.completed around\nworkflow.completed", LifecycleScene.InShort(then));
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private static JsonValue Event(string type, string id) =>
        JsonValue.Parse($$"""{"specversion":"1.0","id":"{{id}}","source":"/a","type":"{{type}}","data":{"order":7,"shop":"s1"} }""");

    private async Task<Node> Deployed(string name, string tasks)
    {
        var node = await _scene.Start();
        await LifecycleScene.Deploy(node, name, tasks);
        return node;
    }
}
