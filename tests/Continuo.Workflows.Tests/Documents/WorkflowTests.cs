using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class WorkflowTests
{
    [Fact]
    public void The_workflow_itself_has_input_output_timeout_schedule_and_metadata()
    {
        var text = """
            document:
              dsl: 1.0.0-alpha5
              namespace: tests
              name: whole
              version: 1.0.0-rc.1
              title: Whole
              summary: x
              tags: {a: b}
              metadata: {team: a}
            input: {from: .x}
            output: {as: .y}
            timeout: {after: PT1H}
            schedule: {on: {one: {with: {type: go}}}, read: envelope}
            evaluate: {language: jq, mode: strict}
            do: []
            """;

        var definition = WorkflowLoader.Load(text).Definition!;

        Assert.Equal(("tests/whole", "1.0.0-rc.1", TimeSpan.FromHours(1)), (definition.Name.ToString(), definition.Version, definition.Timeout!.Constant));
        Assert.Equal((".x", ".y"), (Source(definition.InputFrom), Source(definition.OutputAs)));
        Assert.Equal(EventRead.Envelope, definition.Schedule!.Read);
        Assert.IsType<EventStrategy.One>(definition.Schedule.On);
        Assert.Equal("a", definition.Metadata["team"].String);
        Assert.Empty(definition.Root.Tasks);
        Assert.Equal(text, definition.Source);
    }

    private static string Source(ValueTemplate? template) => Assert.IsType<ValueTemplate.Computed>(template).Expression.Source;
}
