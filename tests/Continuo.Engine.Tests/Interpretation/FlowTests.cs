using Continuo.Engine.Instances;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Where the flow goes, and what loops and switches do with the data.</summary>
public sealed class FlowTests
{
    private readonly Services _services = new();

    private string Run(string tasks, string input = "null") => _services.Story($"do: [{tasks}]").Start(input).RunToEnd().Output.ToString();

    [Fact]
    public void A_jump_forward_leaves_out_what_lies_between() =>
        Assert.Equal("""{"s":"13"}""", Run("{a: {set: {s: '1'}, then: c}}, {b: {set: {s: \"${ .s + \\\"2\\\" }\"}}}, {c: {set: {s: \"${ .s + \\\"3\\\" }\"}}}"));

    [Fact]
    public void An_exit_ends_the_list_and_the_flow_goes_on_after_it() =>
        Assert.Equal("\"12a3\"", Run("{a: {set: '${ \"1\" }'}}, {b: {do: [{x: {set: '${ . + \"2\" }'}}, {y: {set: '${ . + \"a\" }', then: exit}}, {z: {set: '${ . + \"never\" }'}}]}}, {c: {set: '${ . + \"3\" }'}}"));

    [Fact]
    public void An_exit_at_the_top_ends_the_workflow() =>
        Assert.Equal("1", Run("{a: {set: '${ 1 }', then: exit}}, {b: {set: '${ 2 }'}}"));

    [Fact]
    public void A_skipped_task_neither_shapes_nor_exports_and_its_then_holds() =>
        Assert.Equal("""[{"k":1},{}]""", Run("{a: {if: .never, input: {from: '{x: 1}'}, set: {y: 2}, output: {as: '{z: 3}'}, export: {as: '{c: 1}'}, then: c}}, {b: {set: {never: 1}}}, {c: {set: '${ [., $context] }'}}", """{"k":1}"""));

    [Theory]
    [InlineData("false", false)]
    [InlineData("null", false)]
    [InlineData(".missing", false)]
    [InlineData("0", true)]
    [InlineData("'\"\"'", true)]
    [InlineData("empty", false)]
    [InlineData("'${ .n == 1 }'", true)]
    [InlineData("'(false, true)'", false)]
    public void Conditions_are_true_as_in_jq(string condition, bool holds) =>
        Assert.Equal(holds ? "2" : """{"n":1}""", Run($"{{a: {{if: \"{condition.Trim('\'').Replace("\"", "\\\"", StringComparison.Ordinal)}\", set: '${{ 2 }}'}}}}", """{"n":1}"""));

    [Theory]
    [InlineData(1, "one")]
    [InlineData(2, "two")]
    [InlineData(3, "other")]
    public void A_switch_takes_the_first_case_that_holds_and_the_default_only_when_none_does(int n, string way) =>
        Assert.Equal($$"""{"way":"{{way}}"}""", Run("{s: {switch: [{d: {then: other}}, {a: {when: .n == 1, then: one}}, {b: {when: .n < 3, then: two}}], then: one}}, {one: {set: {way: one}, then: exit}}, {two: {set: {way: two}, then: exit}}, {other: {set: {way: other}, then: exit}}", $$"""{"n":{{n}}}"""));

    [Fact]
    public void A_switch_without_match_goes_its_own_way_and_passes_its_input_on() =>
        Assert.Equal("""[{"n":1}]""", Run("{s: {switch: [{a: {when: .n == 5, then: x}}], then: y}}, {x: {set: {never: 1}}}, {y: {set: '${ [.] }'}}", """{"n":1}"""));

    [Fact]
    public void A_switch_shapes_its_data_like_any_task() =>
        Assert.Equal("""[{"out":{"in":1}},{"in":1}]""", Run("{s: {input: {from: '{in: .n}'}, switch: [{a: {when: $input.in == 1 and .in == 1, then: y}}], output: {as: '{out: .}'}, export: {as: .out}}}, {x: {set: {never: 1}}}, {y: {set: '${ [., $context] }'}}", """{"n":1}"""));

    [Fact]
    public void A_loop_over_nothing_leaves_its_input() =>
        Assert.Equal("""{"l":[]}""", Run("{l: {for: {in: .l}, do: [{a: {set: {never: 1}}}]}}", """{"l":[]}"""));

    [Fact]
    public void A_loop_evaluates_its_collection_once_and_each_iteration_gets_what_the_one_before_left() =>
        Assert.Equal("""{"l":[9],"sum":6}""", Run("{l: {for: {in: .l, each: x}, do: [{a: {set: {l: [9], sum: '${ (.sum // 0) + $x }'}}}]}}", """{"l":[1,2,3]}"""));

    [Fact]
    public void A_loop_may_have_its_items_inline_with_expressions() =>
        Assert.Equal("[1,7]", Run("{l: {for: {in: [{v: 1}, {v: '${ .n }'}]}, do: [{a: {set: '${ (if type == \"array\" then . else [] end) + [$item.v] }'}}]}}", """{"n":7}"""));

    [Fact]
    public void While_is_asked_before_each_iteration_with_item_index_and_the_chained_value() =>
        Assert.Equal("""{"n":3}""", Run("{l: {for: {in: '[1,2,3,4,5]', each: x, at: i}, while: '.n + $i + $x < 7', do: [{a: {set: {n: '${ .n + 1 }'}}}]}}", """{"n":1}"""));

    [Fact]
    public void An_exit_in_a_loop_ends_the_iteration_only() =>
        Assert.Equal("[1,2]", Run("{l: {for: {in: '[1,2]'}, do: [{a: {set: '${ (if type == \"array\" then . else [] end) + [$item] }', then: exit}}, {b: {set: {never: 1}}}]}}"));

    [Fact]
    public void Inner_variables_shadow_outer_ones_and_end_with_their_loop()
    {
        Assert.Equal("[3,1]", Run("{l: {for: {in: '[1]'}, do: [{m: {for: {in: '[3]', each: y, at: item}, do: [{a: {set: '${ [$y] }'}}]}}, {b: {set: '${ . + [$item] }'}}]}}"));
        Assert.Equal(InstanceStatus.Faulted, _services.Story("do: [{l: {for: {in: '[1]'}, do: [{a: {set: {x: 1}}}]}}, {b: {set: '${ $item }'}}]").Start().Status);
    }

    [Fact]
    public void Input_of_a_nested_task_is_its_own() =>
        Assert.Equal("""{"i":2,"w":{"n":1}}""", Run("{d: {input: {from: '{n: 2}'}, do: [{a: {input: {from: .n}, set: {i: '${ $input }', w: '${ $workflow.input }'}}}]}}", """{"n":1}"""));

    [Fact]
    public void A_task_knows_itself_the_workflow_and_the_runtime() =>
        Assert.Equal("""["a","/do/0/a",{"n":1},{"x":2},"story","continuo",1767225600]""", Run("{a: {input: {from: '{m: 1}'}, set: {x: 2}, output: {as: '[$task.name, $task.reference, $task.input, $task.output, $workflow.definition.document.name, $runtime.name, $task.startedAt.epoch.seconds]'}}}", """{"n":1}"""));

    [Fact]
    public void The_workflow_shapes_its_input_and_output() =>
        Assert.Equal("""{"end":{"in":1}}""", _services.Story("input: {from: '{in: .n}'}\noutput: {as: '{end: .}'}\ndo: [{a: {set: '${ . }'}}]").Start("""{"n":1}""").Output.ToString());

    [Theory]
    [InlineData("input: {from: $input}\ndo: [{a: {set: {x: 1}}}]", "/input")]
    [InlineData("output: {as: $input}\ndo: [{a: {set: {x: 1}}}]", "/output")]
    [InlineData("do: [{a: {if: $input, set: {x: 1}}}]", "/do/0/a")]
    [InlineData("do: [{a: {input: {from: $input}, set: {x: 1}}}]", "/do/0/a")]
    [InlineData("do: [{a: {set: '${ $output }'}}]", "/do/0/a")]
    [InlineData("do: [{a: {set: {x: 1}, output: {as: $output}}}]", "/do/0/a")]
    [InlineData("do: [{a: {set: '${ $authorization }'}}]", "/do/0/a")]
    [InlineData("do: [{a: {set: '${ $nope }'}}]", "/do/0/a")]
    public void An_argument_where_the_language_does_not_have_it_is_an_expression_error(string body, string pointer)
    {
        var story = _services.Story(body).Start();

        Assert.Equal((InstanceStatus.Faulted, 400, pointer), (story.Status, story.View.Error!.Status, story.View.Error.Instance));
        Assert.EndsWith("/expression", story.View.Error.Type, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_expression_gives_is_never_evaluated_again() =>
        Assert.Equal("""{"a":"${ 1 + 1 }"}""", Run("{a: {set: {a: '${ .e }'}}}", """{"e":"${ 1 + 1 }"}"""));

    [Fact]
    public void Text_around_an_expression_is_text_and_objects_hold_literals() =>
        Assert.Equal("""{"a":"Hello ${ .n }!","b":".n","c":{"d":[1,".x"]}}""", Run("{a: {set: {a: 'Hello ${ .n }!', b: .n, c: {d: ['${ .n }', .x]}}}}", """{"n":1}"""));

    [Fact]
    public void Of_many_results_the_first_counts_and_none_is_null() =>
        Assert.Equal("""{"a":1,"b":null}""", Run("{a: {set: {a: '${ 1, 2 }', b: '${ empty }'}}}"));

    [Fact]
    public void An_export_replaces_the_context_and_sees_output_and_input() =>
        Assert.Equal("""{"o":2,"i":1}""", Run("{z: {set: '${ . }', export: {as: '{old: 1}'}}}, {a: {set: '${ 2 }', export: {as: '{o: $output, i: $input}'}}}, {b: {set: '${ $context }'}}", "1"));

    [Fact]
    public void Long_numbers_pass_through_unchanged() =>
        Assert.Equal("""{"n":12345678901234567890}""", Run("{a: {set: {n: '${ .n }'}}}, {b: {call: echo}}", """{"n":12345678901234567890}"""));

    [Fact]
    public void Endpoint_templates_are_filled_from_the_transformed_input_and_computed_endpoints_are_not()
    {
        var story = _services.Story("do: [{a: {call: http, input: {from: .in}, with: {method: get, endpoint: 'http://x/{id}/{none}?q={q}'}}}, {b: {call: http, with: {method: get, endpoint: '${ \"http://x/{id}\" }'}}}]").Start("""{"in":{"id":"a b/c","q":true}}""");

        Assert.Equal(["http://x/a%20b%2Fc/?q=true", "http://x/{id}"], story.Asked.Select(request => request.Arguments["uri"].String));
    }

    [Fact]
    public void A_function_without_arguments_gets_the_tasks_input()
    {
        Run("{a: {call: f, input: {from: .n}}}", """{"n":1}""");

        Assert.Equal("f 1", _services.Calls[0]);
    }
}
