using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary><c>use.extensions</c>: order, what they see, what becomes of their output, and keys.</summary>
public sealed class ExtensionTests
{
    private readonly Services _services = new();

    [Fact]
    public void They_run_in_the_order_of_the_file_before_and_in_the_reverse_one_after_and_leave_the_data_alone()
    {
        var story = _services.Story("""
            use:
              extensions:
                - one: {extend: call, before: [{b: {call: b1, with: {x: "${ . }"}}}], after: [{a: {call: a1, with: {x: "${ . }"}}}]}
                - two: {extend: all, before: [{b: {call: b2}}], after: [{a: {call: a2}}]}
                - other: {extend: wait, before: [{b: {call: never}}]}
            do: [{c: {input: {from: .n}, call: c, output: {as: "{out: .}"}}}]
            """).Start("""{"n":1}""");

        Assert.Equal(["b1 {\"x\":1}", "b2 1", "c 1", "a2 {\"out\":1}", "a1 {\"x\":{\"out\":1}}"], _services.Calls);
        Assert.Equal(JsonValue.Parse("""{"out":1}"""), story.Output);
    }

    [Fact]
    public void An_exit_before_the_task_skips_it_and_its_output_is_taken_as_that_of_the_task()
    {
        var story = _services.Story("""
            use:
              extensions:
                - mock: {extend: call, when: $task.with.a == 1, before: [{m: {set: {mocked: true}, then: exit}}, {n: {call: never}}], after: [{a: {call: after}}]}
                - log: {extend: all, before: [{b: {call: before}}], after: [{a: {call: log}}]}
            do: [{c: {call: never, with: {a: 1}, output: {as: "{got: .}"}, export: {as: .}}}, {d: {call: real, with: {a: 2}, output: {as: "{real: ., context: $context}"}}}]
            """).Start();

        Assert.Equal(
            ["log {\"got\":{\"mocked\":true}}", "after {\"got\":{\"mocked\":true}}", "before {\"got\":{\"mocked\":true}}", "real {\"a\":2}", "log {\"real\":{\"a\":2},\"context\":{\"got\":{\"mocked\":true}}}"],
            _services.Calls);
        Assert.Equal(JsonValue.Parse("""{"real":{"a":2},"context":{"got":{"mocked":true}}}"""), story.Output);
    }

    [Fact]
    public void Task_is_the_extended_one_with_the_properties_of_its_definition()
    {
        var story = _services.Story("""
            use: {extensions: [{x: {extend: set, when: "$task.name == \"s\" and $task.set.v == 1", before: [{d: {do: [{b: {call: see, with: {ref: "${ $task.reference }", set: "${ $task.set }", in: "${ $task.input }", input: "${ $input }"}}}]}}]}}]}
            do: [{s: {input: {from: "{b: .}"}, set: {v: 1}}}, {t: {set: {v: 2}}}]
            """).Start("""{"n":1}""");

        Assert.Equal(["""see {"ref":"/do/0/s","set":{"v":1},"in":{"n":1},"input":{"b":{"n":1}}}"""], _services.Calls);
        Assert.Equal(JsonValue.Parse("""{"v":2}"""), story.Output);
    }

    [Theory]
    [InlineData("set: {v: 1}", """{"v":1}""")]
    [InlineData("call: c", "1")]
    [InlineData("do: [{s: {set: {v: 1}}}]", """{"v":1}""")]
    [InlineData("switch: [{one: {then: continue}}]", "1")]
    [InlineData("fork: {branches: [{s: {set: {v: 1}}}]}", """[{"v":1}]""")]
    [InlineData("wait: PT1S", "1")]
    public void What_comes_after_sees_the_raw_output_on_the_task_and_the_transformed_one_as_data(string task, string raw)
    {
        _services.Story($$$$"""
            use: {extensions: [{x: {extend: all, when: $task.name == "t", after: [{a: {call: see, with: {raw: "${ $task.output }", input: "${ $input }"}}}, {b: {call: again, with: {raw: "${ $task.output }"}}}]}}]}
            do:
              - t:
                  {{{{task}}}}
                  output: {as: "{out: .}"}
            """).Start("1").RunToEnd();

        Assert.Equal(["see {\"raw\":" + raw + ",\"input\":{\"out\":" + raw + "}}", "again {\"raw\":" + raw + "}"], _services.Calls.Where(call => !call.StartsWith("c ", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_comes_after_an_exit_sees_what_the_mock_gave_as_the_raw_output()
    {
        _services.Story("""
            use: {extensions: [{x: {extend: set, before: [{m: {set: {mocked: 1}, then: exit}}], after: [{a: {call: see, with: {raw: "${ $task.output }", input: "${ $input }"}}}]}}]}
            do: [{t: {set: {v: 1}, output: {as: .mocked}}}]
            """).Start();

        Assert.Equal(["""see {"raw":{"mocked":1},"input":1}"""], _services.Calls);
    }

    [Fact]
    public void They_do_not_extend_their_own_tasks_nor_those_of_functions_that_they_call()
    {
        var story = _services.Story("""
            use: {functions: {f: {call: inner}}, extensions: [{x: {extend: all, before: [{b: {call: f}}]}}]}
            do: [{d: {do: [{c: {call: f}}]}}]
            """).Start();

        // Before the block, before the call in it, before the task of the function; and at last that itself.
        Assert.Equal(4, _services.Calls.Count);
        Assert.Equal(4, story.Keys.Distinct().Count());
        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Fact]
    public void Each_extended_task_has_keys_of_its_own_that_name_the_extension()
    {
        var story = _services.Story("""
            use: {extensions: [{x: {extend: set, after: [{a: {call: a}}]}}]}
            do: [{s: {set: {v: 1}}}, {l: {for: {in: "[1,2]"}, do: [{t: {set: {v: 2}}}]}}]
            """).Start();

        Assert.Equal(["/use/extensions/0/x/after/0/a/@1/0", "/use/extensions/0/x/after/0/a/0.@4/0", "/use/extensions/0/x/after/0/a/1.@4/0"], story.Keys);
    }

    [Fact]
    public void An_error_before_or_after_is_one_of_the_task()
    {
        var story = _services.Fail("a").Story("""
            use: {extensions: [{x: {extend: set, after: [{a: {call: a}}]}}]}
            do: [{t: {try: [{s: {set: {v: 1}}}], catch: {as: e, do: [{c: {wait: PT0S, output: {as: $e.instance}}}]}}}]
            """).Start();

        Assert.Equal("/use/extensions/0/x/after/0/a", story.Output.String);
    }

    [Fact]
    public void The_flow_goes_where_the_task_leads_once_the_extensions_have_run()
    {
        var story = _services.Story("""
            use: {extensions: [{x: {extend: all, after: [{w: {wait: PT1H}}]}}]}
            do:
              - s: {switch: [{d: {then: u}}]}
              - never: {call: never}
              - u: {try: [{bad: {raise: {error: {type: "https://x/y", status: 400}}}}], catch: {then: last}}
              - neither: {call: never}
              - last: {set: {v: 1}, then: end}
              - nor: {call: never}
            """).Start();
        story.Crash(story.Commits.Count).RunToEnd();

        Assert.Empty(_services.Calls);
        Assert.Equal(JsonValue.Parse("""{"v":1}"""), story.Output);
    }

    [Fact]
    public void A_timeout_covers_the_task_with_its_extensions()
    {
        var story = _services.Story("""
            use: {extensions: [{x: {extend: set, before: [{w: {wait: PT1H}}]}}]}
            do: [{s: {set: {v: 1}, timeout: {after: PT1M}}}]
            """).Start().RunToEnd();

        Assert.Equal((408, "/do/0/s"), (story.View.Error!.Status, story.View.Error.Instance));
    }

    [Fact]
    public void A_view_shows_an_extended_task_once()
    {
        var story = _services.Story("""
            use: {extensions: [{x: {extend: all, before: [{b: {wait: PT1S}}]}}]}
            do: [{d: {do: [{w: {wait: PT1H}}]}}]
            """).Start();

        Assert.Equal(["/do/0/d", "/use/extensions/0/x/before/0/b"], story.View.Tasks.Select(task => task.Pointer));
        story.Advance(TimeSpan.FromSeconds(1)).Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["/do/0/d", "/do/0/d/do/0/w"], story.View.Tasks.Select(task => task.Pointer));
    }

    [Fact]
    public void A_faulted_extended_task_is_retried_with_its_patched_input_and_what_was_done_before_is_not_repeated()
    {
        var story = _services.Fail("c").Story("""
            use: {extensions: [{x: {extend: call, before: [{b: {call: b}}], after: [{a: {call: a}}]}}]}
            do: [{c: {call: c}}]
            """).Start("1");
        _services.Mend("c");
        story.Send(new Stimulus.Retry(JsonValue.Parse("2")));

        Assert.Equal(["b 1", "c 1", "c 2", "a 2"], _services.Calls);
        Assert.Equal(InstanceStatus.Completed, story.Status);
    }
}
