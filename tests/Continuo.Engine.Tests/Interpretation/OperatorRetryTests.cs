using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>A retry of a faulted instance goes on where it stopped.</summary>
public sealed class OperatorRetryTests
{
    private readonly Services _services = new();

    [Fact]
    public void It_resumes_at_the_failed_task_with_the_same_key_and_repeats_nothing_before_it()
    {
        var story = _services.Fail("bad").Story("do: [{a: {call: first, with: {x: 1}}}, {b: {call: bad}}, {c: {call: last}}]").Start();
        Assert.Equal(InstanceStatus.Faulted, story.Status);

        _services.Mend("bad");
        story.Send(new Stimulus.Retry(null));

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(["first {\"x\":1}", "bad {\"x\":1}", "bad {\"x\":1}", "last {\"x\":1}"], _services.Calls);
        Assert.Single(story.Asked.Where(request => request.Pointer == "/do/1/b").Select(request => request.Key).Distinct());
        Assert.Null(story.View.Error);
    }

    [Fact]
    public void A_patch_replaces_the_input_of_the_failed_task()
    {
        var story = _services.Fail("bad", times: 1).Story("do: [{b: {call: bad, output: {as: \"{got: ., from: $input}\"}}}]").Start("""{"x":1}""");

        story.Send(new Stimulus.Retry(JsonValue.Parse("""{"x":2}""")));

        Assert.Equal("""{"got":{"x":2},"from":{"x":2}}""", story.Output.ToString());
    }

    [Theory]
    [InlineData("{t: {set: {n: \"${ .n + 1 }\"}}}", """{"n":"text"}""", """{"n":1}""", """{"n":2}""")]
    [InlineData("{t: {for: {in: .list}, do: [{s: {set: \"${ $item }\"}}]}}", """{"list":null}""", """{"list":[1,2]}""", "2")]
    [InlineData("{t: {for: {in: .list, each: x}, while: .go + 1 > 0, do: [{s: {set: {go: 0, x: \"${ $x }\"}}}]}}", """{"list":[7],"go":"text"}""", """{"list":[7],"go":1}""", """{"go":0,"x":7}""")]
    [InlineData("{t: {try: [{s: {set: {n: \"${ .n + 1 }\"}}}], catch: {errors: {with: {status: 1}}}}}", """{"n":"text"}""", """{"n":1}""", """{"n":2}""")]
    [InlineData("{t: {try: [{s: {set: {n: \"${ .n + 1 }\"}}}], catch: {retry: {when: .status == 1}}}}", """{"n":"text"}""", """{"n":1}""", """{"n":2}""")]
    [InlineData("{t: {wait: \"${ .d }\"}}", """{"d":"soon"}""", """{"d":"PT1S"}""", """{"d":"PT1S"}""")]
    [InlineData("{t: {switch: [{c: {when: .n + 1 > 0, then: exit}}]}}", """{"n":"text"}""", """{"n":1}""", """{"n":1}""")]
    public void A_patch_reaches_a_task_of_any_kind(string task, string input, string patch, string output)
    {
        var story = _services.Story($"do: [{task}]").Start(input).RunToEnd();
        Assert.Equal(InstanceStatus.Faulted, story.Status);

        story.Send(new Stimulus.Retry(JsonValue.Parse(patch))).RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(output, story.Output.ToString());
    }

    [Fact]
    public void Branches_beside_the_failed_one_resume_where_they_were()
    {
        var story = _services.Fail("bad").Story("""
            do:
              - all:
                  fork:
                    branches:
                      - a: {do: [{a1: {call: one, with: {v: 1}}}, {a2: {call: slow, with: {v: 2}}}]}
                      - b: {do: [{b1: {wait: PT10M}}, {b2: {set: {v: 3}}}]}
                      - c: {do: [{c1: {wait: PT1M}}, {c2: {call: bad, with: {v: 4}}}]}
            """);
        story.Holds = request => request.Pointer.EndsWith("a2", StringComparison.Ordinal);
        story.Start().Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(InstanceStatus.Faulted, story.Status);
        Assert.Single(story.Abandoned);

        _services.Mend("bad");
        story.Advance(TimeSpan.FromHours(5)).Send(new Stimulus.Retry(null)).Release();
        Assert.Equal(InstanceStatus.Waiting, story.Status);
        Assert.Equal(story.Now + TimeSpan.FromMinutes(9), story.Wake!.Value.Time);

        story.RunToEnd();

        Assert.Equal("""[{"v":2},{"v":3},{"v":4}]""", story.Output.ToString());
        Assert.Equal(1, _services.Calls.Count(call => call.StartsWith("one", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_task_that_ran_out_of_time_gets_its_time_anew()
    {
        var story = _services.Story("do: [{a: {do: [{w: {listen: {to: {one: {with: {type: x}}}}}}], timeout: {after: PT1M}}}]").Start().RunToEnd();
        Assert.Equal((InstanceStatus.Faulted, 408), (story.Status, story.View.Error!.Status));

        story.Advance(TimeSpan.FromHours(1)).Send(new Stimulus.Retry(null));
        Assert.Equal(story.Now + TimeSpan.FromMinutes(1), story.Wake!.Value.Time);

        story.Publish("""{"id":"1","source":"s","type":"x","data":7}""");
        Assert.Equal("[7]", story.Output.ToString());
    }

    [Fact]
    public void A_workflow_that_ran_out_of_time_gets_its_time_anew()
    {
        var story = _services.Story("timeout: {after: PT1M}\ndo: [{w: {wait: PT90S}}]").Start().RunToEnd();
        Assert.Equal((InstanceStatus.Faulted, 408), (story.Status, story.View.Error!.Status));

        story.Send(new Stimulus.Retry(null)).RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Fact]
    public void An_attempt_that_ran_out_of_time_and_was_not_caught_gets_its_time_anew()
    {
        var story = _services.Story("do: [{t: {try: [{w: {listen: {to: {one: {with: {type: x}}}}}}], catch: {errors: {with: {status: 1}}, retry: {limit: {attempt: {duration: PT1M}}}}}}]").Start().RunToEnd();
        Assert.Equal((InstanceStatus.Faulted, 408), (story.Status, story.View.Error!.Status));

        story.Send(new Stimulus.Retry(null));

        Assert.Equal(story.Now + TimeSpan.FromMinutes(1), story.Wake!.Value.Time);
    }

    [Fact]
    public void A_try_whose_retries_were_used_up_gets_them_anew()
    {
        var story = _services.Fail("bad", times: 4).Story("do: [{t: {try: [{b: {call: bad}}], catch: {retry: {limit: {attempt: {count: 2}, duration: PT1H}}}}}]").Start().RunToEnd();
        Assert.Equal(InstanceStatus.Faulted, story.Status);

        story.Advance(TimeSpan.FromHours(2)).Send(new Stimulus.Retry(null)).RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(5, _services.Calls.Count);
    }

    [Fact]
    public void A_try_that_failed_in_its_own_rules_still_knows_what_it_caught()
    {
        var story = _services.Fail("bad", times: 1).Story("do: [{t: {try: [{b: {call: bad}}], catch: {retry: {delay: \"${ $input.delay }\"}}}}]").Start("""{"delay":"soon"}""").RunToEnd();
        Assert.Equal(InstanceStatus.Faulted, story.Status);

        story.Send(new Stimulus.Retry(JsonValue.Parse("""{"delay":"PT1S"}"""))).RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Fact]
    public void A_handler_that_ran_out_of_time_still_knows_the_error_that_it_handles()
    {
        var story = _services.Fail("bad").Story("""
            do:
              - t:
                  try: [{b: {call: bad}}]
                  catch: {do: [{w: {wait: PT90S}}, {h: {set: {was: "${ $error.status }"}}}]}
                  timeout: {after: PT1M}
            """).Start().RunToEnd();
        Assert.Equal((InstanceStatus.Faulted, 408), (story.Status, story.View.Error!.Status));

        story.Send(new Stimulus.Retry(null)).RunToEnd();

        Assert.Equal("""{"was":503}""", story.Output.ToString());
    }

    [Fact]
    public void An_output_that_failed_is_evaluated_again_without_calling_again()
    {
        var story = _services.Story("do: [{a: {call: echo, output: {as: \"{n: (.n + $input.add)}\"}}}]").Start("""{"n":1,"add":"text"}""");
        Assert.Equal(InstanceStatus.Faulted, story.Status);

        story.Send(new Stimulus.Retry(JsonValue.Parse("""{"add":2}""")));

        Assert.Equal("""{"n":3}""", story.Output.ToString());
        Assert.Single(_services.Calls);
    }

    [Fact]
    public void An_input_that_failed_at_the_start_is_evaluated_again()
    {
        var story = _services.Story("input: {from: \"{n: (.n + 1)}\"}\ndo: [{a: {set: \"${ . }\"}}]").Start("""{"n":"text"}""");
        Assert.Equal((InstanceStatus.Faulted, "/input"), (story.Status, story.View.Error!.Instance));

        Assert.Equal(VerdictKind.Conflict, story.TrySend(new Stimulus.Retry(null)).Kind);
        story.Send(new Stimulus.Retry(JsonValue.Parse("""{"n":1}""")));

        Assert.Equal("""{"n":2}""", story.Output.ToString());
    }

    [Fact]
    public void An_event_that_failed_in_processing_is_processed_when_it_is_retried()
    {
        var story = _services.Story("do: [{l: {listen: {to: {any: [{with: {type: x}}], until: \"length == 2\"}}, foreach: {output: {as: . + 1}}}}]").Start();
        story.Publish("""{"id":"1","source":"s","type":"x","data":"text"}""");
        Assert.Equal(InstanceStatus.Faulted, story.Status);
        story.Publish("""{"id":"2","source":"s","type":"x","data":2}""");

        story.Send(new Stimulus.Retry(null));

        Assert.Equal(InstanceStatus.Faulted, story.Status);
        Assert.Null(story.Wake);
    }

    [Fact]
    public void A_completed_instance_cannot_be_retried()
    {
        var story = _services.Story("do: [{a: {set: {x: 1}}}]").Start();

        Assert.Equal("not-faulted", story.TrySend(new Stimulus.Retry(null)).Code);
    }
}
