using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Idempotency keys, results that come too late, and calls that are made at most once.</summary>
public sealed class KeyTests
{
    private readonly Services _services = new();

    [Fact]
    public void A_key_names_the_run_the_task_the_iterations_and_the_generation()
    {
        var story = _services.Story("do: [{a: {call: x}}, {l: {for: {in: '[1,2]'}, do: [{m: {for: {in: '[3]', each: y}, do: [{b: {call: x}}]}}]}}]").Start();

        Assert.Equal(["/do/0/a/-/0", "/do/1/l/do/0/m/do/0/b/0.0/0", "/do/1/l/do/0/m/do/0/b/1.0/0"], story.Keys);
        Assert.All(story.Asked, request => Assert.StartsWith(request.Run.ToString(), request.Key, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_runs_have_different_keys()
    {
        var first = _services.Story("do: [{a: {call: x}}]").Start();
        var second = _services.Story("do: [{a: {call: x}}]");
        second.Ambient.NewId(default);

        Assert.NotEqual(first.Asked[0].Key, second.Start().Asked[0].Key);
    }

    [Fact]
    public void A_jump_back_makes_new_keys_for_what_is_entered_anew_and_a_jump_forward_none()
    {
        var story = _services.Story("""
            do:
              - a: {call: x, with: {n: "${ (.n // 0) + 1 }"}, then: c}
              - b: {call: never}
              - c: {do: [{c1: {call: y, with: {n: "${ .n }"}}}]}
              - again: {switch: [{more: {when: .n < 3, then: a}}]}
              - d: {call: z}
            """).Start();

        Assert.Equal(7, story.Keys.Distinct().Count());
        Assert.Equal(["/do/0/a/-/0", "/do/2/c/do/0/c1/-/0"], story.Keys.Take(2));
        Assert.Equal(["x {\"n\":1}", "y {\"n\":1}", "x {\"n\":2}", "y {\"n\":2}", "x {\"n\":3}", "y {\"n\":3}", "z {\"n\":3}"], _services.Calls);
    }

    [Fact]
    public void Jumps_of_nested_lists_never_meet_in_one_key()
    {
        var story = _services.Story("""
            do:
              - out:
                  do:
                    - in:
                        do:
                          - call: {call: x, with: {i: "${ .i + 1 }", o: "${ .o }"}}
                          - again: {switch: [{more: {when: .i < 2, then: call}}]}
                    - reset: {set: {i: 0, o: "${ .o + 1 }"}}
                    - again: {switch: [{more: {when: .o < 2, then: in}}]}
            """).Start("""{"i":0,"o":0}""");

        Assert.Equal(4, _services.Calls.Count);
        Assert.Equal(4, story.Keys.Distinct().Count());
    }

    [Fact]
    public void An_author_may_give_the_key()
    {
        var story = _services.Story("do: [{a: {call: x, input: {from: .order}, metadata: {continuo: {idempotencyKey: \"${ \\\"charge-\\\" + .id }\"}}}}]").Start("""{"order":{"id":"7"}}""");

        Assert.Equal("charge-7", story.Asked[0].Key);
    }

    [Fact]
    public void A_result_that_nobody_waits_for_is_stale()
    {
        var story = _services.Story("do: [{a: {call: x}}, {w: {wait: PT1H}}]").Start();
        var commits = story.Commits.Count;

        Assert.Equal(VerdictKind.Stale, story.TrySend(new Stimulus.EffectEnded(1, 1, new EffectOutcome.Returned(7))).Kind);
        Assert.Equal(VerdictKind.Stale, story.TrySend(new Stimulus.ChildEnded(1, new InstanceId("story/1"), default, null)).Kind);
        Assert.Equal(VerdictKind.Stale, story.TrySend(new Stimulus.EventsOffered(0, [], 0, [])).Kind);
        Assert.Equal(commits, story.Commits.Count);
    }

    [Fact]
    public void A_list_that_jumped_back_and_was_undone_is_entered_again_under_new_keys()
    {
        var story = _services.Fail("bad", times: 1).Story("""
            do:
              - t:
                  try:
                    - l:
                        do: [{one: {call: do, with: {task: one}, export: {as: '$context + {n: (($context.n // 0) + 1)}'}}}, {back: {switch: [{more: {when: '$context.n == 1', then: one}}, {enough: {then: exit}}]}}]
                        metadata: {continuo: {compensate: {call: undo, with: {undo: l}}}}
                    - c: {call: bad}
                  catch: {retry: {delay: PT1S, limit: {attempt: {count: 1}}}}
            """).Start().RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(3, story.Asked.Where(request => request.Pointer.EndsWith("/one", StringComparison.Ordinal)).Select(request => request.Key).Distinct().Count());
    }

    [Fact]
    public void A_call_at_most_once_that_was_interrupted_fails_and_is_not_repeated()
    {
        var story = _services.Story("do: [{t: {try: [{a: {call: x, metadata: {continuo: {once: true}}}}], catch: {do: [{h: {set: \"${ [$error.status, $error.title] }\"}}]}}}]");
        story.Holds = _ => true;
        story.Start().Crash().Release();

        Assert.Equal("""[500,"Interrupted"]""", story.Output.ToString());
        Assert.Empty(_services.Calls);
    }

    [Fact]
    public void A_call_at_most_once_that_was_never_recorded_is_made()
    {
        // The third point is after the decision to start and before anything is durable.
        var plain = _services.Story("do: [{a: {call: x, metadata: {continuo: {once: true}}}}]");
        plain.Start().Crash().RunToRest();

        Assert.Equal(InstanceStatus.Completed, plain.Status);
        Assert.Single(_services.Calls);
    }

    [Theory]
    [InlineData("emit: {event: {with: {type: x}}}")]
    [InlineData("run: {workflow: {namespace: n, name: c, version: '1.0.0'}, await: false}")]
    public void What_is_recognised_by_its_id_is_repeated_even_at_most_once(string task)
    {
        var story = _services.Story($"do: [{{a: {{{task}, metadata: {{continuo: {{once: true}}}}}}}}]");
        story.Holds = _ => true;
        story.Start().Crash().Release();

        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Fact]
    public void An_awaited_child_at_most_once_survives_a_restart()
    {
        var story = _services.Story("do: [{a: {run: {workflow: {namespace: n, name: c, version: '1.0.0'}}, metadata: {continuo: {once: true}}}}]").Start().Crash().RunToRest();

        Assert.Equal(InstanceStatus.Waiting, story.Status);
    }

    [Fact]
    public void An_event_has_its_id_and_time_from_its_fact_so_that_its_repeat_is_the_same_event()
    {
        var story = _services.Story("do: [{a: {emit: {event: {with: {type: x, subject: s, data: {n: \"${ .n }\"}, ext: 1}}}}}]");
        story.Holds = _ => true;
        story.Start("""{"n":5}""").Advance(TimeSpan.FromHours(1)).Crash().Release();

        var sent = Assert.Single(story.Emitted);
        Assert.Equal(sent.ToString(), story.Output.ToString());
        Assert.Equal(["specversion", "id", "source", "type", "time", "subject", "data", "ext"], sent.Object.Keys.ToArray());
        Assert.Equal(("/test/story/1.0.0", "2026-01-01T00:00:00.0000000Z"), (sent["source"].String, sent["time"].String));
        Assert.Equal(5, sent["data"]["n"].Number);
    }

    [Fact]
    public void An_event_that_a_retry_publishes_again_has_the_same_id()
    {
        var story = _services.Fail("bad", times: 1).Story("do: [{t: {try: [{a: {emit: {event: {with: {type: x}}}}}, {b: {call: bad}}], catch: {retry: {delay: PT1S}}}}]").Start().RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Single(story.Asked.Where(request => request.Kind == EffectKind.Emit).Select(request => request.Arguments["id"].String).Distinct());
    }

    [Fact]
    public void Every_iteration_publishes_an_event_of_its_own()
    {
        var story = _services.Story("do: [{l: {for: {in: '[1,2]'}, do: [{a: {emit: {event: {with: {type: x}}}}}]}}]").Start();

        Assert.Equal(2, story.Emitted.Select(sent => sent["id"].String).Distinct().Count());
    }
}
