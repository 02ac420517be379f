using Continuo.Engine.Instances;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Which errors a try catches and what it does with them.</summary>
public sealed class CatchTests
{
    private readonly Services _services = new();

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{errors: {with: {status: 418}}}", true)]
    [InlineData("{errors: {with: {status: 419}}}", false)]
    [InlineData("{errors: {with: {type: 'https://x/e', status: 418, title: T, detail: D, instance: /do/0/t/try/0/r}}}", true)]
    [InlineData("{errors: {with: {type: 'https://x/e', details: D}}}", true)]
    [InlineData("{errors: {with: {title: t}}}", false)]
    [InlineData("{errors: {with: {type: 'https://y/e'}}}", false)]
    [InlineData("{errors: {with: {status: \"${ 400 + 18 }\"}}}", true)]
    [InlineData("{when: .status == 418}", true)]
    [InlineData("{when: $error.status == 418}", true)]
    [InlineData("{as: e, when: $e.title == \"T\"}", true)]
    [InlineData("{when: .missing}", false)]
    [InlineData("{exceptWhen: .status == 418}", false)]
    [InlineData("{exceptWhen: .missing}", true)]
    [InlineData("{when: .status == 418, exceptWhen: .title == \"T\"}", false)]
    public void An_error_is_caught_when_everything_that_is_asked_of_it_holds(string clause, bool caught)
    {
        var story = _services.Story($"do: [{{t: {{try: [{{r: {{raise: {{error: {{type: 'https://x/e', status: 418, title: T, detail: D}}}}}}}}], catch: {clause}}}}}]").Start();

        Assert.Equal(caught ? InstanceStatus.Completed : InstanceStatus.Faulted, story.Status);
        Assert.Equal(caught ? null : 418, story.View.Error?.Status);
    }

    [Theory]
    [InlineData("https://serverlessworkflow.io/spec/1.0.0/errors/communication")]
    [InlineData("https://open-workflow-specification.org/spec/1.0.0/errors/communication")]
    [InlineData("https://serverlessworkflow.io/dsl/errors/types/communication")]
    [InlineData("https://open-workflow-specification.org/dsl/errors/types/communication")]
    public void Standard_types_are_the_same_under_all_their_names(string type)
    {
        var story = _services.Fail("bad").Story($"do: [{{t: {{try: [{{b: {{call: bad}}}}], catch: {{errors: {{with: {{type: '{type}'}}}}}}}}}}]").Start();

        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Fact]
    public void Types_of_ones_own_are_compared_as_they_are()
    {
        var story = _services.Story("do: [{t: {try: [{r: {raise: {error: {type: 'https://serverlessworkflow.io/dsl/errors/types/compliance', status: 400}}}}], catch: {errors: {with: {type: 'https://open-workflow-specification.org/dsl/errors/types/compliance'}}}}}]").Start();

        Assert.Equal(InstanceStatus.Faulted, story.Status);
    }

    [Fact]
    public void A_caught_error_without_handler_leaves_the_trys_transformed_input()
    {
        var story = _services.Fail("bad").Story("do: [{t: {input: {from: \"{in: .n}\"}, try: [{s: {set: {x: 1}}}, {b: {call: bad}}], catch: {}, output: {as: \"{out: .}\"}}}]").Start("""{"n":5}""");

        Assert.Equal("""{"out":{"in":5}}""", story.Output.ToString());
    }

    [Fact]
    public void A_handlers_output_is_the_trys_and_the_error_is_known_at_any_depth()
    {
        var story = _services.Fail("bad").Story("do: [{t: {try: [{b: {call: bad}}], catch: {as: e, do: [{d: {do: [{h: {set: {s: \"${ $e.status }\", in: \"${ . }\"}}}]}}]}, export: {as: .}}}, {c: {set: \"${ [., $context] }\"}}]").Start("7");

        Assert.Equal("""[{"s":503,"in":7},{"s":503,"in":7}]""", story.Output.ToString());
    }

    [Fact]
    public void The_error_is_not_known_outside_its_handler()
    {
        var story = _services.Fail("bad").Story("do: [{t: {try: [{b: {call: bad}}], catch: {do: [{h: {set: {x: 1}}}]}, output: {as: \"{e: $error}\"}}}]").Start();

        Assert.Equal((InstanceStatus.Faulted, 400), (story.Status, story.View.Error!.Status));
    }

    [Fact]
    public void The_error_path_may_go_elsewhere()
    {
        const string tasks = "{t: {try: [{b: {call: maybe}}], catch: {then: error}, then: well}}, {error: {set: {path: error}, then: exit}}, {well: {set: {path: well}}}";

        Assert.Equal("""{"path":"well"}""", _services.Story($"do: [{tasks}]").Start().Output.ToString());
        Assert.Equal("""{"path":"error"}""", _services.Fail("maybe").Story($"do: [{tasks}]").Start().Output.ToString());
    }

    [Fact]
    public void An_end_in_the_handler_wins_over_the_error_path()
    {
        var story = _services.Fail("bad").Story("do: [{t: {try: [{b: {call: bad}}], catch: {do: [{h: {set: {x: 1}, then: end}}], then: next}}}, {next: {set: {x: 2}}}]").Start();

        Assert.Equal("""{"x":1}""", story.Output.ToString());
    }

    [Fact]
    public void An_error_of_the_handler_goes_to_the_outer_try()
    {
        var story = _services.Fail("bad").Story("""
            do:
              - out:
                  try: [{in: {try: [{b: {call: bad}}], catch: {do: [{r: {raise: {error: {type: 'https://x/e', status: 418}}}}]}}}]
                  catch: {do: [{h: {set: "${ $error.status }"}}]}
            """).Start();

        Assert.Equal("418", story.Output.ToString());
    }

    [Theory]
    [InlineData("if: '.a.b.c + [] > 0', try: [{x: {set: {y: 1}}}], catch: {}")]
    [InlineData("input: {from: '.a + 1 | keys'}, try: [{x: {set: {y: 1}}}], catch: {}")]
    [InlineData("output: {as: keys}, try: [{x: {set: '${ 1 }'}}], catch: {}")]
    public void A_try_does_not_catch_its_own_mistakes(string task)
    {
        var story = _services.Story($"do: [{{t: {{{task}}}}}]").Start("""{"a":{"b":{"c":1}}}""");

        Assert.Equal((InstanceStatus.Faulted, "/do/0/t"), (story.Status, story.View.Error!.Instance));
    }

    [Theory]
    [InlineData("if: '. + {}', set: {y: 1}")]
    [InlineData("input: {from: '. + {}'}, set: {y: 1}")]
    [InlineData("set: '${ . + {} }'")]
    [InlineData("set: {y: 1}, output: {as: '. + 1'}")]
    [InlineData("set: {y: 1}, export: {as: '. + 1'}")]
    [InlineData("set: {y: 1}, if: $nope")]
    [InlineData("wait: '${ 5 }'")]
    [InlineData("for: {in: '.x?'}, do: [{a: {set: {x: 1}}}]")]
    [InlineData("call: http, with: {method: get, endpoint: 'http://x/{deep}'}, input: {from: '{deep: {a: 1}}'}")]
    [InlineData("call: http, with: {method: get, endpoint: '${ 5 }'}")]
    [InlineData("switch: [{a: {when: '. + {}', then: exit}}]")]
    public void Every_mistake_of_a_task_inside_is_an_expression_error_at_that_task(string task)
    {
        var story = _services.Story($"do: [{{t: {{try: [{{x: {{{task}}}}}], catch: {{do: [{{h: {{set: \"${{ [$error.status, $error.instance, ($error.type | split(\\\"/\\\") | last)] }}\"}}}}]}}}}}}]").Start("7");

        Assert.Equal("""[400,"/do/0/t/try/0/x","expression"]""", story.Output.ToString());
    }

    [Fact]
    public void A_raised_error_has_the_pointer_of_its_task_unless_the_author_gives_one_and_no_empty_members()
    {
        var plain = _services.Story("do: [{r: {raise: {error: {type: 'https://x/e', status: 418, title: \"${ .t }\"}}}}]").Start("""{"t":"T"}""");
        Assert.Equal("""{"type":"https://x/e","status":418,"title":"T","instance":"/do/0/r"}""", plain.View.Error!.ToJson().ToString());

        var given = _services.Story("do: [{r: {raise: {error: {type: 'https://x/e', status: 418, instance: /mine}}}}]").Start();
        Assert.Equal("/mine", given.View.Error!.Instance);
    }
}
