using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Events: which, when, how many, in which order.</summary>
public sealed class ListenTests
{
    private readonly Services _services = new();
    private int _events;

    private InstanceStory Story(string listen, string more = "") => _services.Story($"do: [{{l: {{{listen}}}}}{more}]");

    private string Event(string type, string data, string more = "") => $"{{\"specversion\":\"1.0\",\"id\":\"{++_events}\",\"source\":\"s\",\"type\":\"{type}\",\"data\":{data}{more}}}";

    [Fact]
    public void One_event_gives_an_array_of_one()
    {
        var story = Story("listen: {to: {one: {with: {type: a}}}}").Start();
        Assert.Equal((InstanceStatus.Waiting, null), (story.Status, story.Wake));
        story.Publish(Event("b", "1")).Publish(Event("a", "2")).Publish(Event("a", "3"));

        Assert.Equal("[2]", story.Output.ToString());
    }

    [Fact]
    public void All_filters_are_met_once_and_the_output_is_in_the_order_of_consumption()
    {
        var story = Story("listen: {to: {all: [{with: {type: a}}, {with: {type: b}}]}}").Start();
        story.Publish(Event("b", "1")).Publish(Event("b", "2")).Publish(Event("a", "3"));

        Assert.Equal("[1,3]", story.Output.ToString());
    }

    [Fact]
    public void An_event_that_meets_two_filters_satisfies_only_the_first_that_is_open()
    {
        var story = Story("listen: {to: {all: [{with: {type: a}}, {with: {source: s}}]}}").Start().Publish(Event("a", "1"));
        Assert.Equal(InstanceStatus.Waiting, story.Status);

        story.Publish(Event("a", "2"));

        Assert.Equal("[1,2]", story.Output.ToString());
    }

    [Fact]
    public void Any_ends_with_the_first_match_and_an_empty_list_takes_anything()
    {
        Assert.Equal("[2]", Story("listen: {to: {any: [{with: {type: a}}, {with: {type: b}}]}}").Start().Publish(Event("c", "1")).Publish(Event("b", "2")).Output.ToString());
        Assert.Equal("[1]", Story("listen: {to: {any: []}}").Start().Publish(Event("c", "1")).Output.ToString());
    }

    [Fact]
    public void Until_an_expression_over_what_was_consumed_holds_the_last_event_included()
    {
        var story = Story("listen: {to: {any: [{with: {type: a}}], until: \"( . | length ) > 1 and (.[-1] > 5)\"}}").Start();
        story.Publish(Event("a", "7")).Publish(Event("a", "1")).Publish(Event("a", "9")).Publish(Event("a", "10"));

        Assert.Equal("[7,1,9]", story.Output.ToString());
    }

    [Theory]
    [InlineData("one: {with: {type: stop}}", "[1,2]")]
    [InlineData("any: [{with: {type: halt}}, {with: {type: stop}}]", "[1,2]")]
    [InlineData("all: [{with: {type: stop}}, {with: {type: halt}}]", "[1,2,3]")]
    public void Until_a_strategy_of_events_which_are_not_in_the_output(string until, string output)
    {
        var story = Story($"listen: {{to: {{any: [{{with: {{source: s}}}}], until: {{{until}}}}}}}").Start();
        story.Publish(Event("a", "1")).Publish(Event("a", "2")).Publish(Event("stop", "0")).Publish(Event("a", "3")).Publish(Event("halt", "0"));

        Assert.Equal(output, story.Output.ToString());
    }

    [Fact]
    public void Until_false_goes_on_for_ever()
    {
        var story = Story("listen: {to: {any: [{with: {type: a}}], until: '${ false }'}}, timeout: {after: PT1H}").Start();
        for (var i = 0; i < 20; i++)
        {
            story.Publish(Event("a", "1"));
        }

        Assert.Equal(InstanceStatus.Waiting, story.Status);
        Assert.Equal(408, story.RunToEnd().View.Error!.Status);
    }

    [Theory]
    [InlineData("data", """[{"n":1}]""")]
    [InlineData("raw", """["{\"n\":1}"]""")]
    public void What_is_read_can_be_chosen(string read, string output) =>
        Assert.Equal(output, Story($"listen: {{to: {{one: {{with: {{type: a}}}}}}, read: {read}}}").Start().Publish(Event("a", """{"n":1}""")).Output.ToString());

    [Fact]
    public void The_envelope_is_the_whole_event() =>
        Assert.Equal("s", Story("listen: {to: {one: {with: {type: a}}}, read: envelope}, output: {as: \".[0]\"}").Start().Publish(Event("a", "1")).Output["source"].String);

    [Theory]
    [InlineData("type: com.example.a", "com-example-a", "1", false)]
    [InlineData("type: com.example.a", "com.example.a", "1", true)]
    [InlineData("type: 'com\\.example\\..*'", "com.example.b", "1", true)]
    [InlineData("type: 'com\\.example\\.[ab]'", "x.com.example.a", "1", false)]
    [InlineData("type: 'a+b'", "a+b", "1", true)]
    [InlineData("type: '${ startswith(\"com.\") }'", "com.x", "1", true)]
    [InlineData("type: '${ \"a\" + \"b\" }'", "ab", "1", true)]
    [InlineData("data: '${ .t > 38 }'", "a", """{"t":39}""", true)]
    [InlineData("data: '${ .t > 38 }'", "a", """{"t":38}""", false)]
    [InlineData("data: '${ .t > $input.limit }'", "a", """{"t":39}""", true)]
    [InlineData("data: '${ .t + {} }'", "a", """{"t":39}""", false)]
    [InlineData("data: {a: {b: 1}}", "a", """{"a":{"b":1,"c":2},"d":3}""", true)]
    [InlineData("data: {a: {b: 1}}", "a", """{"a":{"b":2}}""", false)]
    [InlineData("data: {a: '${ . > 1 }', b: x}", "a", """{"a":2,"b":"x"}""", true)]
    [InlineData("data: {a: '${ . > 1 }', b: x}", "a", """{"a":2,"b":"y"}""", false)]
    [InlineData("data: {a: null}", "a", "{}", false)]
    [InlineData("data: 5", "a", "5", true)]
    [InlineData("subject: x", "a", "1", false)]
    public void A_filter_meets_an_event(string with, string type, string data, bool met)
    {
        var story = Story($"listen: {{to: {{one: {{with: {{{with}}}}}}}}}").Start("""{"limit":38}""").Publish(Event(type, data));

        Assert.Equal(met ? InstanceStatus.Completed : InstanceStatus.Waiting, story.Status);
    }

    [Theory]
    [InlineData("'${ .id }'")]
    [InlineData(".id")]
    [InlineData("'$input.id'")]
    [InlineData("P1")]
    public void A_correlation_expects_a_constant_or_what_the_input_says(string expect)
    {
        var story = Story($"listen: {{to: {{one: {{with: {{type: a}}, correlate: {{patient: {{from: .data.p, expect: {expect}}}}}}}}}}}").Start("""{"id":"P1"}""");
        story.Publish(Event("a", """{"p":"P2"}""")).Publish(Event("a", "{}")).Publish(Event("a", """{"p":"P1","ok":1}"""));

        Assert.Equal("""[{"p":"P1","ok":1}]""", story.Output.ToString());
    }

    [Fact]
    public void A_correlation_without_expectation_learns_from_the_first_event_across_filters()
    {
        var story = Story("listen: {to: {all: [{with: {type: a}, correlate: {room: {from: .room}}}, {with: {type: b}, correlate: {room: {from: .room}}}]}}").Start();
        story.Publish(Event("a", "0")).Publish(Event("a", "1", ",\"room\":\"r1\"")).Publish(Event("b", "2", ",\"room\":\"r2\"")).Publish(Event("b", "3", ",\"room\":\"r1\""));

        Assert.Equal("[1,3]", story.Output.ToString());
    }

    [Fact]
    public void Keys_of_a_correlation_belong_to_one_listen_task()
    {
        var story = Story("listen: {to: {one: {with: {type: a}, correlate: {room: {from: .room}}}}}", ", {m: {listen: {to: {one: {with: {type: a}, correlate: {room: {from: .room}}}}}}}").Start();
        story.Publish(Event("a", "1", ",\"room\":\"r1\"")).Publish(Event("a", "2", ",\"room\":\"r2\""));

        Assert.Equal("[2]", story.Output.ToString());
    }

    [Fact]
    public void Events_between_the_start_and_the_listen_are_found_in_order_and_each_once()
    {
        var story = _services.Story("do: [{w: {wait: PT1M}}, {l: {listen: {to: {one: {with: {type: a}}}}, export: {as: .}}}, {m: {listen: {to: {one: {with: {type: a}}}}, output: {as: \"$context + .\"}}}]");
        story.Publish(Event("a", "0"));
        story.Start().Publish(Event("a", "1")).Publish(Event("a", "2")).RunToEnd();

        Assert.Equal("[1,2]", story.Output.ToString());
    }

    [Fact]
    public void A_listener_may_want_only_what_comes_after_it_or_what_came_before_the_start()
    {
        var after = _services.Story("do: [{w: {wait: PT1M}}, {l: {listen: {to: {one: {with: {type: a}}}}, metadata: {continuo: {since: listen}}}}]").Start();
        after.Publish(Event("a", "1")).RunToEnd();
        Assert.Equal(InstanceStatus.Waiting, after.Status);
        Assert.Equal("[2]", after.Publish(Event("a", "2")).Output.ToString());

        var before = _services.Story("do: [{l: {listen: {to: {one: {with: {type: a}}}}, metadata: {continuo: {since: PT1H}}}}]");
        before.Publish(Event("a", "1")).Advance(TimeSpan.FromMinutes(50));
        before.Publish(Event("a", "2")).Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("[2]", before.Start().Output.ToString());
    }

    [Fact]
    public void Two_listeners_of_a_fork_each_get_the_event()
    {
        var story = _services.Story("do: [{f: {fork: {branches: [{x: {listen: {to: {one: {with: {type: a}}}}}}, {y: {listen: {to: {one: {with: {type: a}}}}}}]}}}]").Start();

        Assert.Equal("[[1],[1]]", story.Publish(Event("a", "1")).Output.ToString());
    }

    [Fact]
    public void Events_that_come_while_it_is_suspended_are_taken_after_it()
    {
        var story = Story("listen: {to: {any: [{with: {type: a}}], until: length == 2}}").Start().Publish(Event("a", "1")).Send(new Stimulus.Suspend());
        story.Publish(Event("a", "2"));
        Assert.Equal(InstanceStatus.Suspended, story.Status);

        Assert.Equal("[1,2]", story.Crash().Send(new Stimulus.Resume()).Output.ToString());
    }

    [Fact]
    public void Each_event_is_processed_before_the_next_one_in_order_with_outputs_and_exports()
    {
        var story = Story("""
            listen: {to: {any: [{with: {type: a}}], until: length == 3}},
            foreach: {item: e, at: i, do: [{c: {call: use, with: {n: "${ $e }", i: "${ $i }", seen: "${ $context.seen // 0 }"}}}], output: {as: "{r: (.n * 10), i: $i}"}, export: {as: "{seen: .r}"}}
            """.ReplaceLineEndings(" "));
        story.Holds = _ => true;
        story.Start().Publish(Event("a", "1")).Publish(Event("a", "2")).Publish(Event("a", "3"));
        Assert.Empty(_services.Calls);
        story.Release();

        Assert.Equal("""[{"r":10,"i":0},{"r":20,"i":1},{"r":30,"i":2}]""", story.Output.ToString());
        Assert.Equal(["use {\"n\":1,\"i\":0,\"seen\":0}", "use {\"n\":2,\"i\":1,\"seen\":10}", "use {\"n\":3,\"i\":2,\"seen\":20}"], _services.Calls);
        Assert.Equal(3, story.Asked.Select(request => request.Key).Distinct().Count());
    }

    [Fact]
    public void A_foreach_without_tasks_transforms_the_items_and_the_condition_sees_them_untransformed()
    {
        var story = Story("listen: {to: {any: [{with: {type: a}}], until: '.[-1] == 2'}}, foreach: {output: {as: \". * 10\"}}").Start();

        Assert.Equal("[10,20]", story.Publish(Event("a", "1")).Publish(Event("a", "2")).Output.ToString());
    }

    [Fact]
    public void A_foreach_that_heard_nothing_gives_an_empty_array()
    {
        var story = Story("listen: {to: {any: [{with: {type: a}}], until: {one: {with: {type: stop}}}}}, foreach: {do: [{s: {set: {x: 1}}}]}").Start();

        Assert.Equal("[]", story.Publish(Event("stop", "1")).Output.ToString());
    }

    [Fact]
    public void An_end_in_a_foreach_ends_the_workflow_and_an_exit_only_the_event()
    {
        var end = Story("listen: {to: {any: [{with: {type: a}}], until: '${ false }'}}, foreach: {do: [{s: {set: \"${ $item }\", then: end}}]}", ", {n: {set: {never: 1}}}").Start();
        Assert.Equal("7", end.Publish(Event("a", "7")).Output.ToString());

        var exit = Story("listen: {to: {any: [{with: {type: a}}], until: length == 2}}, foreach: {do: [{s: {set: \"${ $item }\", then: exit}}, {t: {set: {never: 1}}}]}").Start();
        Assert.Equal("[7,8]", exit.Publish(Event("a", "7")).Publish(Event("a", "8")).Output.ToString());
    }

    [Fact]
    public void A_listener_that_was_given_up_is_unsubscribed()
    {
        // The story compares what the turns say about subscriptions with the state after each of them.
        var story = _services.Story("do: [{t: {try: [{l: {listen: {to: {one: {with: {type: a}}}}, timeout: {after: PT1M}}}], catch: {errors: {with: {type: 'https://open-workflow-specification.org/spec/1.0.0/errors/timeout'}}}}}, {w: {wait: PT1M}}]").Start().RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Fact]
    public void A_taken_event_is_in_the_journal_and_is_not_taken_again_after_a_crash()
    {
        var story = Story("listen: {to: {any: [{with: {type: a}}], until: length == 3}}").Start().Publish(Event("a", "1")).Publish(Event("a", "2"));

        Assert.Equal("[1,2,3]", story.Crash().RunToRest().Publish(Event("a", "3")).Output.ToString());
    }
}
