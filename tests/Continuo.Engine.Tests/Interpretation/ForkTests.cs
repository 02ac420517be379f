using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Branches side by side.</summary>
public sealed class ForkTests
{
    private readonly Services _services = new();

    [Fact]
    public void The_output_is_an_array_in_the_order_of_declaration_and_every_branch_has_the_forks_input()
    {
        var story = _services.Story("do: [{f: {input: {from: .n}, fork: {branches: [{a: {wait: PT2M}}, {b: {do: [{b1: {wait: PT1M}}, {b2: {set: \"${ . + 1 }\"}}]}}, {c: {set: \"${ $input + 2 }\"}}]}}}]").Start("""{"n":1}""").RunToEnd();

        Assert.Equal("[1,2,3]", story.Output.ToString());
    }

    [Fact]
    public void The_first_error_gives_up_the_other_branches()
    {
        var story = _services.Fail("bad").Story("do: [{t: {try: [{f: {fork: {branches: [{a: {call: slow}}, {b: {wait: PT1H}}, {c: {call: bad}}]}}}], catch: {do: [{h: {set: \"${ $error.status }\"}}]}}}]");
        story.Holds = request => request.Pointer.EndsWith("/a", StringComparison.Ordinal);
        story.Start();

        Assert.Equal("503", story.Output.ToString());
        Assert.Single(story.Abandoned);
        Assert.Null(story.Wake);
    }

    [Fact]
    public void The_winner_of_a_race_is_the_output_and_the_others_are_given_up()
    {
        var story = _services.Story("do: [{f: {fork: {compete: true, branches: [{a: {call: slow}}, {b: {run: {workflow: {namespace: n, name: c, version: '1.0.0'}}}}, {c: {do: [{w: {wait: PT1M}}, {s: {set: {won: c}}}]}}, {d: {listen: {to: {one: {with: {type: x}}}}}}]}}}]");
        story.Holds = request => request.Pointer.EndsWith("/a", StringComparison.Ordinal);
        story.Start().Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("""{"won":"c"}""", story.Output.ToString());
        Assert.Equal("CancelChild", _services.Calls[^1]);
        Assert.Single(story.Abandoned);
        Assert.Null(story.Wake);
    }

    [Fact]
    public void A_branch_that_fails_loses_and_only_when_all_have_lost_the_first_error_is_raised()
    {
        var story = _services.Fail("bad", status: 501).Fail("worse", status: 502).Story("do: [{f: {fork: {compete: true, branches: [{a: {call: bad}}, {b: {do: [{w: {wait: PT1M}}, {x: {call: worse}}]}}]}}}]").Start();
        Assert.Equal(InstanceStatus.Waiting, story.Status);
        story.RunToEnd();
        Assert.Equal((InstanceStatus.Faulted, 501), (story.Status, story.View.Error!.Status));

        _services.Mend("worse");
        story.Send(new Stimulus.Retry(null)).RunToEnd();
        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Fact]
    public void A_race_that_is_run_again_raises_the_first_error_of_its_own_run()
    {
        var story = _services.Fail("bad", status: 501).Story("do: [{f: {fork: {compete: true, branches: [{a: {call: bad}}]}}}]").Start();
        Assert.Equal(501, story.View.Error!.Status);

        _services.Fail("bad", status: 502);
        story.Send(new Stimulus.Retry(null));

        Assert.Equal(502, story.View.Error!.Status);
    }

    [Theory]
    [InlineData("{f: {fork: {branches: [{a: {call: slow}}, {b: {do: [{s: {set: {at: end}, then: end}}, {n: {call: never}}]}}]}}}")]
    [InlineData("{t: {try: [{s: {set: {at: end}, then: end}}, {n: {call: never}}], catch: {}}}")]
    [InlineData("{l: {for: {in: '[1,2]'}, do: [{s: {set: {at: end}, then: end}}, {n: {call: never}}]}}")]
    [InlineData("{t: {try: [{r: {raise: {error: {type: 'https://x/e', status: 400}}}}], catch: {do: [{s: {set: {at: end}, then: end}}]}}}")]
    [InlineData("{f: {fork: {compete: true, branches: [{a: {call: slow}}, {b: {set: {at: end}, then: end}}]}}}")]
    [InlineData("{d: {do: [{c: {switch: [{x: {then: end}}]}}], input: {from: '{at: \"end\"}'}}}")]
    public void An_end_from_any_depth_ends_the_workflow_with_that_tasks_output(string task)
    {
        var story = _services.Story($"output: {{as: \"{{end: .at}}\"}}\ndo: [{task}, {{after: {{call: never}}}}]");
        story.Holds = request => request.Pointer.EndsWith("/a", StringComparison.Ordinal);
        story.Start();

        Assert.Equal("""{"end":"end"}""", story.Output.ToString());
        Assert.Empty(_services.Calls);
        Assert.Null(story.Wake);
    }

    [Fact]
    public void A_branch_that_exits_ends_only_itself()
    {
        var story = _services.Story("do: [{f: {fork: {branches: [{a: {set: {x: 1}, then: exit}}, {b: {set: {x: 2}}}]}}}, {n: {set: {all: \"${ . }\"}}}]").Start();

        Assert.Equal("""{"all":[{"x":1},{"x":2}]}""", story.Output.ToString());
    }

    [Fact]
    public void Exports_of_branches_are_evaluated_against_the_context_of_their_moment()
    {
        var story = _services.Story("do: [{f: {fork: {branches: [{a: {do: [{w: {wait: PT1M}}, {s: {set: {v: 1}, export: {as: \"$context + {a: .v, saw: $context.b}\"}}}]}}, {b: {set: {v: 2}, export: {as: \"$context + {b: .v}\"}}}]}}}, {n: {set: \"${ $context }\"}}]").Start().RunToEnd();

        Assert.Equal("""{"b":2,"a":1,"saw":2}""", story.Output.ToString());
    }
}
