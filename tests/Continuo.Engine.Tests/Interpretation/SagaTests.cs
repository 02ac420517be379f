using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Completed tasks are undone newest first, before a retry and before a handler, by the scope that an error ends.</summary>
public sealed class SagaTests
{
    private readonly Services _services = new();

    private string[] Undos => [.. _services.Calls.Where(call => call.StartsWith("undo", StringComparison.Ordinal)).Select(call => call[14..^2])];

    [Fact]
    public void Tasks_of_a_failed_workflow_are_undone_newest_first_and_it_stays_faulted()
    {
        var story = _services.Fail("bad").Story("do: [<a>, <b>, {c: {call: bad}}]").Start();

        Assert.Equal(["b", "a"], Undos);
        Assert.Equal((InstanceStatus.Faulted, CompensationStatus.Completed), (story.Status, story.View.Compensation));
        Assert.Equal(503, story.View.Error!.Status);
        Assert.Null(story.Wake);
    }

    [Fact]
    public void A_scope_undoes_before_it_retries_and_the_undone_task_runs_again_under_a_new_key()
    {
        var story = _services.Fail("bad", times: 1).Story("""
            do:
              - t:
                  try: [<a>, {kept: {call: do, with: {task: kept}}}, {c: {call: bad}}]
                  catch: {retry: {delay: PT1S, limit: {attempt: {count: 1}}}}
            """).Start().RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(["do {\"task\":\"a\"}", "do {\"task\":\"kept\"}", "bad {\"task\":\"kept\"}", "undo {\"undo\":\"a\"}", "do {\"task\":\"a\"}", "bad {\"task\":\"kept\"}"], _services.Calls);
        Assert.Equal(2, story.Asked.Where(request => request.Pointer == "/do/0/t/try/0/a").Select(request => request.Key).Distinct().Count());
        Assert.Single(story.Asked.Where(request => request.Pointer == "/do/0/t/try/1/kept").Select(request => request.Key).Distinct());
        Assert.Single(story.Asked.Where(request => request.Pointer == "/do/0/t/try/2/c").Select(request => request.Key).Distinct());
    }

    [Fact]
    public void A_task_that_is_undone_again_and_again_has_a_new_key_each_time_and_leaves_one_trace()
    {
        var story = _services.Fail("bad", times: 30).Story("""
            do:
              - t:
                  try: [<a>, {c: {call: bad}}]
                  catch: {retry: {delay: PT1S, limit: {attempt: {count: 40}}}}
              - w: {wait: PT1H}
            """).Start();
        for (var i = 0; i < 40; i++)
        {
            story.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(31, story.Asked.Where(request => request.Pointer == "/do/0/t/try/0/a").Select(request => request.Key).Distinct().Count());
        Assert.Single(story.State.Regenerated);
    }

    [Fact]
    public void A_scope_undoes_before_its_handler_runs()
    {
        _services.Fail("bad").Story("""
            do:
              - t: {try: [<a>, {c: {call: bad}}], catch: {do: [{h: {call: handle, with: {x: 1}}}]}}
            """).Start();

        Assert.Equal(["undo {\"undo\":\"a\"}", "handle {\"x\":1}"], _services.Calls[2..]);
    }

    [Fact]
    public void A_scope_that_closes_well_hands_its_tasks_to_the_enclosing_one()
    {
        _services.Fail("bad").Story("""
            do:
              - first: {do: [<a>]}
              - t: {try: [<b>, {in: {try: [<c>], catch: {}}}], catch: {}}
              - d: {call: bad}
            """).Start();

        Assert.Equal(["c", "b", "a"], Undos);
    }

    [Fact]
    public void An_error_that_an_inner_scope_does_not_catch_undoes_both_newest_first()
    {
        var story = _services.Fail("bad").Story("""
            do:
              - <a>
              - out:
                  try:
                    - <b>
                    - in: {try: [<c>, {x: {call: bad}}], catch: {errors: {with: {status: 404}}}}
                  catch: {do: [{h: {set: {caught: true}}}]}
            """).Start();

        Assert.Equal(["c", "b"], Undos);
        Assert.Equal((InstanceStatus.Completed, CompensationStatus.Completed), (story.Status, story.View.Compensation));
    }

    [Fact]
    public void Tasks_of_a_handler_belong_to_the_enclosing_scope()
    {
        _services.Fail("bad").Story("""
            do:
              - out:
                  try:
                    - in: {try: [{x: {call: bad}}], catch: {do: [<h>]}}
                    - y: {call: bad}
                  catch: {}
            """).Start();

        Assert.Equal(["h"], Undos);
    }

    [Fact]
    public void An_undo_sees_the_tasks_output_its_input_and_the_context_of_now()
    {
        _services.Fail("bad").Story("""
            do:
              - a:
                  input: {from: "{in: .n}"}
                  call: do
                  with: {got: 1}
                  output: {as: "{out: .got}"}
                  metadata: {continuo: {compensate: {call: undo, with: {o: "${ . }", i: "${ $input }", c: "${ $context }"}}}}
              - b: {set: {}, export: {as: "{late: 1}"}}
              - c: {call: bad}
            """.Replace("set: {}", "set: {x: 1}", StringComparison.Ordinal)).Start("""{"n":5}""");

        Assert.Equal("""undo {"o":{"out":1},"i":{"in":5},"c":{"late":1}}""", _services.Calls[^1]);
    }

    [Fact]
    public void Iterations_of_a_loop_are_undone_one_by_one_each_under_its_own_key()
    {
        var story = _services.Fail("bad").Story("""
            do:
              - loop:
                  for: {each: x, in: "[1,2,3]"}
                  do: [{a: {call: do, with: {task: "${ $x }"}, metadata: {continuo: {compensate: {call: undo, with: {undo: "${ .task }"}}}}}}]
              - b: {call: bad}
            """).Start();

        Assert.Equal(["undo {\"undo\":3}", "undo {\"undo\":2}", "undo {\"undo\":1}"], _services.Calls[^3..]);
        Assert.Equal(7, story.Asked.Select(request => request.Key).Distinct().Count());
    }

    [Fact]
    public void An_undo_of_a_task_without_effect_has_a_new_key_each_time_that_the_task_ran()
    {
        var story = _services.Fail("bad", times: 2).Story("""
            do:
              - t:
                  try: [{a: {set: {x: 1}, metadata: {continuo: {compensate: {call: undo}}}}}, {b: {call: bad}}]
                  catch: {retry: {limit: {attempt: {count: 2}}}}
            """).Start().RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(2, _services.Calls.Count(call => call.StartsWith("undo", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_workflow_that_runs_out_of_time_is_undone()
    {
        var story = _services.Story("timeout: {after: PT1M}\ndo: [<a>, {w: {wait: PT1H}}]").Start().RunToEnd();

        Assert.Equal(["a"], Undos);
        Assert.Equal((InstanceStatus.Faulted, CompensationStatus.Completed, 408), (story.Status, story.View.Compensation, story.View.Error!.Status));
    }

    [Fact]
    public void A_cancel_undoes_what_was_done_unless_it_is_told_not_to()
    {
        var with = _services.Story("do: [<a>, {w: {wait: PT1H}}]").Start().Send(new Stimulus.Cancel("no more"));
        Assert.Equal(["a"], Undos);
        Assert.Equal((InstanceStatus.Cancelled, CompensationStatus.Completed), (with.Status, with.View.Compensation));

        var without = new Services();
        var story = without.Story("do: [<a>, {w: {wait: PT1H}}]").Start().Send(new Stimulus.Cancel("no more", Compensate: false));
        Assert.Single(without.Calls);
        Assert.Equal((InstanceStatus.Cancelled, CompensationStatus.None), (story.Status, story.View.Compensation));
    }

    [Fact]
    public void A_cancel_without_compensation_ends_a_compensation_that_runs_and_says_that_it_did_not_finish()
    {
        var story = _services.Fail("bad").Fail("undo").Story("do: [<a>, {c: {call: bad}}]").Start();
        Assert.Equal(CompensationStatus.Running, story.View.Compensation);

        story.Send(new Stimulus.Cancel("enough", Compensate: false));

        Assert.Equal((InstanceStatus.Cancelled, CompensationStatus.Failed), (story.Status, story.View.Compensation));
        Assert.Null(story.Wake);
    }

    [Fact]
    public void A_second_cancel_can_give_up_the_compensation_of_the_first()
    {
        var story = _services.Fail("undo").Story("do: [<a>, {w: {wait: PT1H}}]").Start().Send(new Stimulus.Cancel("no more"));
        Assert.False(story.Status.IsFinal());

        story.Send(new Stimulus.Cancel("enough", Compensate: false));

        Assert.Equal(InstanceStatus.Cancelled, story.Status);
    }

    [Fact]
    public void An_undo_that_fails_is_retried_then_leaves_an_incident_and_goes_on_when_the_operator_retries()
    {
        var story = _services.Fail("bad").Fail("undo").Story("do: [<a>, <b>, {c: {call: bad}}]").Start().RunToEnd();

        Assert.Equal((InstanceStatus.Faulted, CompensationStatus.Failed), (story.Status, story.View.Compensation));
        Assert.Contains("/do/1/b", story.View.Incident, StringComparison.Ordinal);
        Assert.Equal(16, _services.Calls.Count(call => call.StartsWith("undo", StringComparison.Ordinal)));
        Assert.Null(story.Wake);

        _services.Mend("undo");
        story.Send(new Stimulus.Retry(null));

        Assert.Equal((InstanceStatus.Faulted, CompensationStatus.Completed), (story.Status, story.View.Compensation));
        Assert.Null(story.View.Incident);
        Assert.Equal(["b", "a"], Undos[^2..]);
        Assert.Equal(503, story.View.Error!.Status);
    }

    [Fact]
    public void A_failed_undo_of_a_try_goes_on_with_its_retry_once_the_operator_has_mended_it()
    {
        var story = _services.Fail("bad", times: 1).Fail("undo").Story("""
            do:
              - t: {try: [<a>, {c: {call: bad}}], catch: {retry: {limit: {attempt: {count: 1}}}}}
            """).Start().RunToEnd();
        Assert.Equal((InstanceStatus.Faulted, CompensationStatus.Failed), (story.Status, story.View.Compensation));

        _services.Mend("undo");
        story.Send(new Stimulus.Retry(null)).RunToEnd();

        Assert.Equal((InstanceStatus.Completed, CompensationStatus.Completed), (story.Status, story.View.Compensation));
    }

    [Fact]
    public void An_undo_may_catch_its_own_errors_and_cannot_end_the_workflow()
    {
        var story = _services.Fail("bad").Story("""
            do:
              - a: {call: do, with: {x: 1}, metadata: {continuo: {compensate: [{u: {try: [{v: {call: bad}}], catch: {do: [{w: {set: {y: 1}, then: end}}]}}}, {z: {call: last}}]}}}
              - b: {call: bad}
            """).Start();

        Assert.Equal("last {\"y\":1}", _services.Calls[^1]);
        Assert.Equal((InstanceStatus.Faulted, CompensationStatus.Completed), (story.Status, story.View.Compensation));
    }

    [Fact]
    public void An_undone_workflow_that_is_retried_begins_again_with_new_keys_for_what_was_undone()
    {
        var story = _services.Fail("bad").Story("do: [<a>, {k: {call: do, with: {task: k}, export: {as: \"$context + {n: (($context.n // 0) + 1)}\"}}}, {c: {call: bad}}, {show: {set: \"${ $context }\"}}]").Start();

        _services.Mend("bad");
        story.Send(new Stimulus.Retry(null));

        Assert.Equal((InstanceStatus.Completed, CompensationStatus.None), (story.Status, story.View.Compensation));
        Assert.Equal("""{"n":1}""", story.Output.ToString());
        Assert.Equal(2, story.Asked.Where(request => request.Pointer == "/do/0/a").Select(request => request.Key).Distinct().Count());
        Assert.Single(story.Asked.Where(request => request.Pointer == "/do/1/k").Select(request => request.Key).Distinct());
    }

    [Fact]
    public void A_second_compensation_undoes_the_second_run_under_a_key_of_its_own()
    {
        var story = _services.Fail("bad", times: 2).Story("""
            do:
              - t: {try: [<a>, {c: {call: bad}}], catch: {retry: {limit: {attempt: {count: 2}}}}}
            """).Start().RunToEnd();

        Assert.Equal(["a", "a"], Undos);
        Assert.Equal(3, story.Asked.Where(request => request.Pointer == "/do/0/t/try/0/a").Select(request => request.Key).Distinct().Count());
        Assert.True(JsonValue.Parse("""{"task":"a"}""") == story.Output);
    }
}
