using Continuo.Engine.Instances;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

public sealed class DataFlowTests
{
    private const string Head = "document: {dsl: '1.0.3', namespace: test, name: flow, version: '1.0.0'}\n";

    [Fact]
    public void Set_replaces_the_data_and_the_next_task_sees_it()
    {
        var story = new InstanceStory(Head + """
            do:
              - first: {set: {a: 1}}
              - second: {set: {b: "${ .a + 1 }"}}
            """).Start("""{"ignored":true}""");

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal("""{"b":2}""", story.Output.ToString());
    }

    [Fact]
    public void A_loop_chains_its_value_and_sees_item_and_index()
    {
        var story = new InstanceStory(Head + """
            do:
              - each:
                  for: {each: color, in: .colors, at: i}
                  do:
                    - mark: {set: {done: "${ (.done // []) + [\"\\($i):\\($color)\"] }"}}
            """).Start("""{"colors":["red","green","blue"]}""");

        Assert.Equal("""{"done":["0:red","1:green","2:blue"]}""", story.Output.ToString());
    }

    [Fact]
    public void Exports_of_fork_branches_both_survive()
    {
        var story = new InstanceStory(Head + """
            do:
              - both:
                  fork:
                    branches:
                      - a: {set: {v: 1}, export: {as: "$context + {a: .v}"}}
                      - b: {set: {v: 2}, export: {as: "$context + {b: .v}"}}
              - show: {set: "${ [., $context] }"}
            """).Start();

        Assert.Equal("""[[{"v":1},{"v":2}],{"a":1,"b":2}]""", story.Output.ToString());
    }

    [Fact]
    public void A_skipped_task_passes_its_raw_input_on_and_follows_its_then()
    {
        var story = new InstanceStory(Head + """
            do:
              - skip: {if: .never, set: {x: 1}, then: last}
              - middle: {set: {x: 2}}
              - last: {set: {seen: "${ . }"}}
            """).Start("""{"k":7}""");

        Assert.Equal("""{"seen":{"k":7}}""", story.Output.ToString());
    }

    [Fact]
    public void An_unknown_variable_is_an_expression_error_and_not_null()
    {
        var story = new InstanceStory(Head + "do:\n  - bad: {if: '$input', set: {x: 1}}\n").Start();

        Assert.Equal(InstanceStatus.Faulted, story.Status);
        Assert.Equal("https://open-workflow-specification.org/spec/1.0.0/errors/expression", story.View.Error!.Type);
        Assert.Equal("/do/0/bad", story.View.Error.Instance);
    }

    [Fact]
    public void End_from_the_depth_ends_the_workflow_with_that_tasks_output()
    {
        var story = new InstanceStory(Head + """
            do:
              - outer:
                  do:
                    - inner: {do: [{stop: {set: {at: stop}, then: end}}, {never: {set: {x: 1}}}]}
              - after: {set: {x: 2}}
            """).Start();

        Assert.Equal("""{"at":"stop"}""", story.Output.ToString());
    }
}
