using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Operations;

/// <summary>Values that lists can be asked for are evaluated once, and are facts.</summary>
public sealed class IndexTests
{
    private static readonly string[] s_golden =
    [
        "gIDAz5aypN4RAwQBRtCGgkCX5KOVz/9GaZxzxEAyZmUyODZjMDgwMzhmMTU0N2ExYjI5ZWVmMTc4NDg3ZDc3YTE1YjlkNjI5YjkyNjM0ZjQwMjAzODY0MzlmZDk0BHRlc3QFc3RvcnkFMS4wLjAACAEIY3VzdG9tZXIGA2MtNwAAAAAAAAAALQEOaW5wdXQuY3VzdG9tZXIGA2MtNwICAgYBAAAAFASAoOProrSk3hE=",
        "gIDAz5aypN4RAwEvBW5pZ2h0",
        "gIDAz5aypN4RAwEuQDEwYmEwYTE5MGIzOGRiNWFlMWEwOGZlMDQ2N2QzYzk1YTI4MWE3ODI3NjdhZTE1NjYxZGEzNjk3YzJkMzcxMzUFMi4wLjAFMS4wLjAAAwAEAQECAgAAAQQLL2RvLzAvcGF1c2UBCy9kby8wL3BhdXNlCy9kby8xL3BhdXNl",
    ];

    [Fact]
    public void Fields_of_the_input_are_recorded_at_the_start_and_those_of_the_output_at_the_end()
    {
        var story = Story("{input: {customer: '${ .customer.id }', total: '${ .total }', broken: '${ .x.y.z | error }', list: '${ [1] }'}, output: {paid: '${ .paid }'}}")
            .Start("""{"customer":{"id":"c-7"},"total":12.5}""");
        Assert.Equal(["input.customer=\"c-7\"", "input.total=12.5"], Told(story));

        story.RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(["input.customer=\"c-7\"", "input.total=12.5", "output.paid=true"], Told(story));
    }

    [Fact]
    public void They_survive_a_crash_and_a_snapshot()
    {
        var story = Story("{input: {customer: '${ .customer }'}}").Start("""{"customer":"c-7"}""");

        Assert.Equal(["input.customer=\"c-7\""], Told(story.Crash()));
        Assert.Equal(["input.customer=\"c-7\""], Told(story.Crash(1)));
    }

    [Fact]
    public void Commits_of_this_release_fold_for_ever()
    {
        var state = new InstanceState(new("story"));

        foreach (var commit in s_golden)
        {
            FactCodec.Fold(state, Convert.FromBase64String(commit));
        }

        Assert.Equal(("night", "2.0.0"), (state.SuspendReason, state.Version));
        Assert.Equal(["input.customer=\"c-7\""], state.Fields.Select(field => $"{field.Key}={field.Value}"));
        Assert.Equal(("1.0.0", 1), (state.Lineage!.Steps[0].Version, state.RootFrame.Pc));
        Assert.Equal(StateCodec.Encode(state, canonical: true), StateCodec.Encode(StateCodec.Decode(state.Id, StateCodec.Encode(state)), canonical: true));
    }

    [Fact]
    public void The_golden_story_still_plays()
    {
        var story = Story("{input: {customer: '${ .customer }'}}").Start("""{"customer":"c-7"}""").Send(new Stimulus.Suspend("night"));
        story.Migrate("document: {dsl: '1.0.3', namespace: test, name: story, version: '2.0.0'}\ndo: [{z: {set: {y: 1}}}, {pause: {wait: PT1H}}]");

        if (Environment.GetEnvironmentVariable("CONTINUO_WRITE_GOLDEN") is { } path)
        {
            File.WriteAllLines(path, story.Commits.Select(commit => Convert.ToBase64String(commit.Span)));
        }

        Assert.Equal("2.0.0", story.State.Version);
    }

    private static InstanceStory Story(string index) => new(
        $"document: {{dsl: '1.0.3', namespace: test, name: story, version: '1.0.0', metadata: {{continuo: {{index: {index}}}}}}}\ndo: [{{pause: {{wait: PT1H}}}}, {{a: {{set: {{paid: true}}}}}}]",
        _ => new EffectOutcome.Returned(JsonValue.Null));

    private static IEnumerable<string> Told(InstanceStory story) => story.State.Fields.Select(field => $"{field.Key}={field.Value}").Order(StringComparer.Ordinal);
}
