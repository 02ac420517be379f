using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

public sealed class SchemaTests
{
    private const string Head = "document: {dsl: '1.0.3', namespace: test, name: schemas, version: '1.0.0'}\n";
    private const string Validation = "https://open-workflow-specification.org/spec/1.0.0/errors/validation";

    [Fact]
    public void The_workflows_input_is_checked_before_it_is_transformed()
    {
        const string Yaml = Head + """
            input: {schema: {format: json, document: {type: object, required: [id], properties: {id: {type: integer, minimum: 1}}}}, from: .id}
            do:
              - only: {set: {got: "${ . }"}}
            """;

        Assert.Equal("""{"got":3}""", new InstanceStory(Yaml).Start("""{"id":3}""").Output.ToString());

        var faulted = new InstanceStory(Yaml).Start("""{"id":0}""");
        Assert.Equal(InstanceStatus.Faulted, faulted.Status);
        Assert.Equal((Validation, 400, "/input"), (faulted.View.Error!.Type, faulted.View.Error.Status, faulted.View.Error.Instance));
        Assert.Equal("The workflow's input does not match its schema: /id must be at least 1, found 0 (/properties/id/minimum).", faulted.View.Error.Detail);
    }

    [Fact]
    public void No_input_is_null_and_not_an_empty_object()
    {
        var story = new InstanceStory(Head + "input: {schema: {document: {type: object}}}\ndo: [{a: {set: {x: 1}}}]\n").Start();

        Assert.Equal("/input", story.View.Error!.Instance);
    }

    [Fact]
    public void A_faulted_input_is_retried_with_another_one()
    {
        var story = new InstanceStory(Head + "input: {schema: {document: {type: object}}}\ndo: [{a: {set: {x: 1}}}]\n").Start();

        story.Send(new Stimulus.Retry(JsonValue.EmptyObject));

        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Fact]
    public void The_workflows_output_is_checked_after_it_is_transformed()
    {
        var story = new InstanceStory(Head + """
            output: {as: .n, schema: {document: {type: string}}}
            do:
              - only: {set: {n: 1}}
            """).Start();

        Assert.Equal(InstanceStatus.Faulted, story.Status);
        Assert.Equal(
            (Validation, "/output", "The workflow's output does not match its schema: the value must be of type string, found number (1) (/type)."),
            (story.View.Error!.Type, story.View.Error.Instance, story.View.Error.Detail));
    }

    [Theory]
    [InlineData("set: {n: 1}, input: {schema: {document: {required: [id]}}, from: '{id: 1}'}", "task's input")]
    [InlineData("set: {n: 1}, output: {as: '{m: .n}', schema: {document: {required: [id]}}}", "task's output")]
    [InlineData("set: {n: 1}, output: {schema: {document: {required: [id]}}}", "task's output")]
    [InlineData("set: {n: 1}, export: {as: '{m: .n}', schema: {document: {required: [id]}}}", "exported context")]
    [InlineData("call: any, with: {n: 1}, input: {schema: {document: {required: [id]}}}", "task's input")]
    [InlineData("call: any, with: {n: 1}, output: {schema: {document: {required: [id]}}}", "task's output")]
    [InlineData("call: any, with: {n: 1}, export: {as: ., schema: {document: {required: [id]}}}", "exported context")]
    public void Data_of_a_task_that_does_not_match_is_caught(string task, string what)
    {
        var story = new InstanceStory(Head + $$$"""
            do:
              - guard: {try: [{bad: { {{{task}}} } }], catch: {errors: {with: {type: "{{{Validation}}}", status: 400}}, as: e, do: [{show: {set: "${ $e }"}}]}}
            """, _ => new EffectOutcome.Returned(JsonObject.Of(("n", 1)))).Start("{}");

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal("/do/0/guard/try/0/bad", story.Output["instance"].String);
        Assert.Equal($"The {what} does not match its schema: the value must have the member 'id' (/required).", story.Output["detail"].String);
    }

    [Theory]
    [InlineData("set: {id: 1}, input: {schema: {document: {type: 'null'}}}")]
    [InlineData("set: {n: 1}, output: {as: '{id: .n}', schema: {document: {required: [id]}}}")]
    [InlineData("set: {id: 1}, export: {as: '{k: .id}', schema: {document: {required: [k]}}}")]
    [InlineData("set: {id: 1}, export: {schema: {document: false}}")]
    [InlineData("if: '${ false }', set: {id: 1}, input: {schema: {document: false}}, output: {schema: {document: false}}, export: {as: ., schema: {document: false}}")]
    [InlineData("switch: [{all: {then: end}}], output: {schema: {document: {type: 'null'}}}")]
    public void Data_that_matches_and_what_is_skipped_goes_on(string task)
    {
        var story = new InstanceStory(Head + $"do:\n  - a: {{{task}}}\n").Start();

        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Fact]
    public void A_failed_export_leaves_the_context_as_it_was()
    {
        var story = new InstanceStory(Head + """
            do:
              - guard:
                  try: [{bad: {set: {n: 1}, export: {as: "{n: .n}", schema: {document: {properties: {n: {type: string}}}}}}}]
                  catch: {}
              - show: {set: {context: "${ $context }"}}
            """).Start();

        Assert.Equal("""{"context":{}}""", story.Output.ToString());
    }

    [Fact]
    public void What_was_done_is_undone_when_the_output_does_not_match()
    {
        var story = new InstanceStory(Head + """
            output: {schema: {document: false}}
            do:
              - reserve: {call: reserve, metadata: {continuo: {compensate: {call: release}}}}
            """).Start();

        Assert.Equal(InstanceStatus.Faulted, story.Status);
        Assert.Equal(["reserve", "release"], story.Asked.Select(request => request.Arguments["name"].String));
        Assert.Equal("/output", story.View.Error!.Instance);
    }

    [Fact]
    public void Each_event_of_a_listen_is_checked()
    {
        var story = new InstanceStory(Head + """
            do:
              - hear:
                  listen: {to: {one: {with: {type: said}}}}
                  foreach: {item: e, output: {as: .n, schema: {document: {type: integer}}}}
            """).Start();

        story.Publish("""{"specversion":"1.0","id":"1","source":"/a","type":"said","data":{"n":"x"}}""");

        Assert.Equal(
            "The output of the event does not match its schema: the value must be of type integer, found string (\"x\") (/type).",
            story.View.Error!.Detail);
    }

    [Fact]
    public void Only_the_first_violations_are_in_the_error()
    {
        var story = new InstanceStory(Head + "input: {schema: {document: {items: {type: string}}}}\ndo: [{a: {set: {x: 1}}}]\n").Start("[1,2,3,4,5]");

        Assert.EndsWith("/2 must be of type string, found number (3) (/items/type); and 2 more.", story.View.Error!.Detail, StringComparison.Ordinal);
    }
}
