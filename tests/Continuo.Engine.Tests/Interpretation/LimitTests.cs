using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Every limit is an error that names it.</summary>
public sealed class LimitTests
{
    private readonly Services _services = new();

    [Fact]
    public void A_state_that_grows_too_large_faults_and_names_the_limit()
    {
        var story = _services.Story("do: [{l: {for: {in: '[range(1000)]'}, do: [{a: {set: {all: \"${ (.all // []) + [\\\"some text of thirty characters \\\\($item)\\\"] }\"}}}]}}]", new EngineLimits { StateBytes = 20_000 }).Start();

        Assert.Equal((InstanceStatus.Faulted, 500), (story.Status, story.View.Error!.Status));
        Assert.Contains("limit StateBytes", story.View.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_an_endless_listener_can_be_caught_when_they_are_too_many()
    {
        var story = _services.Story("do: [{t: {try: [{l: {listen: {to: {any: [{with: {type: a}}], until: '${ false }'}}, foreach: {output: {as: .}}}}], catch: {do: [{h: {set: \"${ $error.detail }\"}}]}}}]", new EngineLimits { StateBytes = 4_000 }).Start();
        for (var i = 0; i < 100 && !story.Status.IsFinal(); i++)
        {
            story.Publish($$"""{"id":"{{i}}","source":"s","type":"a","data":"{{new string('x', 100)}}"}""");
        }

        Assert.Contains("limit StateBytes", story.Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{f: {fork: {branches: [{a: {wait: PT1S}}, {b: {wait: PT1S}}, {c: {wait: PT1S}}]}}}")]
    [InlineData("{a: {do: [{b: {do: [{c: {do: [{d: {do: [{w: {wait: PT1S}}]}}]}}]}}]}}")]
    public void Too_many_frames_at_once_are_refused(string task)
    {
        var story = _services.Story($"do: [{task}]", new EngineLimits { Frames = 4 }).Start();

        Assert.Contains("limit Frames", story.View.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_nest_as_deep_as_the_limit_and_no_deeper()
    {
        static string Nested(int depth) => depth == 1 ? "{w: {wait: PT1S}}" : $"{{d: {{do: [{Nested(depth - 1)}]}}}}";

        Assert.Equal(InstanceStatus.Completed, _services.Story($"do: [{Nested(5)}]", new EngineLimits { Depth = 5 }).Start().RunToEnd().Status);
        var story = _services.Story($"do: [{Nested(6)}]", new EngineLimits { Depth = 5 }).Start().RunToEnd();
        Assert.Contains("limit Depth", story.View.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Undo_lists_end_at_their_limit_and_what_is_in_them_is_undone()
    {
        var story = _services.Story("do: [{l: {for: {in: '[range(9)]'}, do: [<a>]}}]", new EngineLimits { UndoEntries = 3 }).Start();

        Assert.Contains("limit UndoEntries", story.View.Error!.Detail, StringComparison.Ordinal);
        Assert.Equal(3, _services.Calls.Count(call => call.StartsWith("undo", StringComparison.Ordinal)));
        Assert.Equal(CompensationStatus.Completed, story.View.Compensation);
    }

    [Fact]
    public void The_limit_of_undo_lists_is_the_instances_and_not_each_scopes()
    {
        var story = _services.Story("do: [{t: {try: [<a>, <b>], catch: {}}}, {u: {try: [<c>, <d>], catch: {}}}]", new EngineLimits { UndoEntries = 3 }).Start();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(1, _services.Calls.Count(call => call.StartsWith("undo", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_turn_that_is_too_long_yields_and_goes_on()
    {
        var story = _services.Story("do: [{l: {for: {in: '[range(100)]'}, do: [{a: {set: \"${ $item }\"}}]}}]", new EngineLimits { StepsPerTurn = 20, FactsPerTurn = 1_000 }).Start();
        Assert.Equal("99", story.Output.ToString());
        Assert.True(story.Commits.Count > 10);

        var facts = new Services().Story("do: [{l: {for: {in: '[range(100)]'}, do: [{a: {set: \"${ $item }\"}}]}}]", new EngineLimits { FactsPerTurn = 20 }).Start();
        Assert.Equal("99", facts.Output.ToString());
        Assert.True(facts.Commits.Count > 10);
    }

    [Fact]
    public void A_loop_without_end_faults_and_what_was_done_is_undone()
    {
        var story = _services.Story("do: [<a>, {x: {set: {x: 1}}}, {again: {set: {x: 2}, then: x}}]", new EngineLimits { StepsWithoutOutside = 500 }).Start();

        Assert.Equal((InstanceStatus.Faulted, CompensationStatus.Completed), (story.Status, story.View.Compensation));
        Assert.Contains("limit StepsWithoutOutside", story.View.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_loop_with_effects_is_not_a_runaway()
    {
        var story = _services.Story("do: [{l: {for: {in: '[range(200)]'}, do: [{a: {call: x}}]}}]", new EngineLimits { StepsWithoutOutside = 50 }).Start();

        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Theory]
    [InlineData("last(range(10000000))", "400")]
    [InlineData("def f: f; f", "400")]
    [InlineData("[range(1000000)] | map(tostring) | add | length", "500")]
    [InlineData("\\\"0123456789abcdef\\\" * 200000", "500")]
    public void An_expression_that_does_not_end_or_grows_too_large_is_an_error_that_can_be_caught(string expression, string status)
    {
        var story = _services.Story($"do: [{{t: {{try: [{{a: {{set: {{x: \"${{ {expression} }}\"}}}}}}], catch: {{do: [{{h: {{set: \"${{ $error.status }}\"}}}}]}}}}}}]").Start();

        Assert.Equal(status, story.Output.ToString());
    }
}
