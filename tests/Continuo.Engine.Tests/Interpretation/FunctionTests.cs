using Continuo.Engine.Instances;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Functions that are written in the language: their data flow, their place in errors and keys, and what they see.</summary>
public sealed class FunctionTests
{
    private readonly Services _services = new();

    [Fact]
    public void The_arguments_are_the_functions_input_and_its_output_is_that_of_the_call()
    {
        var story = _services.Story("""
            use: {functions: {f: {input: {from: "{x: .a}"}, set: {y: "${ .x + 1 }", was: "${ $input }"}, output: {as: "{z: .y, was: .was}"}}}}
            do: [{c: {input: {from: "{b: .n}"}, call: f, with: {a: "${ .b * 10 }"}, output: {as: "{out: ., in: $input}"}, export: {as: "{seen: $output.out.z}"}}}, {d: {set: {all: "${ . }", context: "${ $context }"}}}]
            """).Start("""{"n":2}""");

        Assert.Equal(JsonValue.Parse("""{"all":{"out":{"z":21,"was":{"x":20}},"in":{"b":2}},"context":{"seen":21}}"""), story.Output);
    }

    [Fact]
    public void Without_arguments_it_gets_the_input_of_the_task()
    {
        var story = _services.Story("use: {functions: {f: {set: {got: '${ . }'}}}}\ndo: [{c: {call: f}}]").Start("5");

        Assert.Equal(JsonValue.Parse("""{"got":5}"""), story.Output);
    }

    [Fact]
    public void Its_schema_checks_the_arguments_and_the_error_names_its_place()
    {
        var story = _services.Story("""
            use: {functions: {f: {input: {schema: {document: {required: [id]}}}, do: [{x: {raise: {error: {type: "https://x/y", status: 400}}}}]}}}
            do: [{t: {try: [{c: {call: f, with: {no: 1}}}], catch: {as: e, do: [{c: {call: f, with: {id: 1}, input: {from: $e}}}]}}}]
            """).Start();

        Assert.Equal(("/use/functions/f/do/0/x", 400), (story.View.Error!.Instance, story.View.Error.Status));
        Assert.Contains(story.State.Frames.Values, frame => frame.Caught?.Instance == "/use/functions/f");
    }

    [Fact]
    public void Each_call_and_each_iteration_has_keys_of_its_own()
    {
        var story = _services.Story("""
            use: {functions: {f: {do: [{x: {call: x}}, {l: {for: {in: "[1,2]"}, do: [{y: {call: y}}]}}]}}}
            do: [{a: {call: f}}, {b: {call: f}}, {l: {for: {in: "[1,2]"}, do: [{c: {call: f}}]}}]
            """).Start();

        Assert.Equal(12, story.Keys.Distinct().Count());
        Assert.Equal(["/use/functions/f/do/0/x/@1/0", "/use/functions/f/do/1/l/do/0/y/@1.0/0"], story.Keys.Take(2));
        Assert.All(story.Asked, request => Assert.StartsWith("/use/functions/f/do/", request.Pointer, StringComparison.Ordinal));
    }

    [Fact]
    public void It_sees_what_it_is_given_and_nothing_of_the_loops_around_the_call()
    {
        var story = _services.Story("""
            use: {functions: {f: {set: {item: "${ $item }"}}}}
            do: [{l: {for: {in: "[1]"}, do: [{c: {call: f}}]}}]
            """).Start();

        Assert.Equal(InstanceStatus.Faulted, story.Status);
        Assert.Contains("item", story.View.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_ends_ends_the_workflow_and_one_that_exits_ends_itself()
    {
        var exits = _services.Story("use: {functions: {f: {do: [{a: {set: 'x', then: exit}}, {b: {call: never}}]}}}\ndo: [{c: {call: f}}, {d: {set: {got: '${ . }'}}}]").Start();
        var ends = _services.Story("use: {functions: {f: {do: [{a: {set: 'x', then: end}}, {b: {call: never}}]}}}\ndo: [{c: {call: f}}, {d: {call: never}}]").Start();

        Assert.Equal(JsonValue.Parse("""{"got":"x"}"""), exits.Output);
        Assert.Equal("x", ends.Output.String);
        Assert.Empty(_services.Calls);
    }

    [Fact]
    public void Functions_that_call_each_other_without_an_end_are_a_configuration_error_that_names_them()
    {
        var story = _services.Story("use: {functions: {f: {call: g}, g: {do: [{x: {call: f}}]}}}\ndo: [{c: {call: f}}]").Start();

        Assert.Equal("https://open-workflow-specification.org/spec/1.0.0/errors/configuration", story.View.Error!.Type);
        Assert.Contains("f -> g -> f", story.View.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_may_call_itself_as_long_as_it_comes_to_an_end()
    {
        var story = _services.Story("""
            use: {functions: {fact: {do: [{more: {if: .n > 1, call: fact, with: {n: "${ .n - 1 }", r: "${ .r * .n }"}}}]}}}
            do: [{c: {call: fact, with: {n: 5, r: 1}}}]
            """).Start();

        Assert.Equal(JsonValue.Parse("""{"n":1,"r":120}"""), story.Output);
    }

    [Fact]
    public void What_was_done_in_a_function_is_undone_by_the_scope_around_the_call()
    {
        var story = _services.Fail("boom").Story("use: {functions: {f: {do: [<a>]}}}\ndo: [{c: {call: f}}, {d: {call: f}}, {e: {call: boom}}]").Start();

        Assert.Equal(["do {\"task\":\"a\"}", "do {\"task\":\"a\"}", "boom {\"task\":\"a\"}", "undo {\"undo\":\"a\"}", "undo {\"undo\":\"a\"}"], _services.Calls);
        Assert.Equal(5, story.Asked.Select(request => request.Key).Distinct().Count());
    }
}
