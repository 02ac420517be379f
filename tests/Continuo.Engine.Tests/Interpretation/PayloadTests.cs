using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Large values are kept once, by their hash; the replay checker reads every fact of these stories.</summary>
public sealed class PayloadTests
{
    private const string Head = "document: {dsl: '1.0.3', namespace: test, name: payloads, version: '1.0.0'}\ndo:\n";

    [Theory]
    [InlineData(8_000, 0)]
    [InlineData(9_000, 1)]
    public void A_value_of_more_than_8_kB_is_a_payload(int length, int expected)
    {
        var story = Story($"  - a: {{set: {{text: '${{ \"x\" * {length} }}'}}}}\n");

        Assert.Equal(expected, story.Payloads.Count);
        Assert.Equal(expected == 0 ? 1 : 2, story.Commits[0].Span[9]);
        Assert.Equal(length, story.Output["text"].String.Length);
    }

    [Fact]
    public void What_is_made_again_with_the_same_content_is_not_kept_again()
    {
        var story = Story("  - l: {for: {in: '[range(20)]'}, do: [{a: {call: echo, with: {n: '${ $item }', rows: '${ [range(800)] | map(\"row number \\(.)\") }'}}}]}\n");

        Assert.Equal(800, story.Output["rows"].Array.Count);
        Assert.Single(story.Payloads);
        Assert.InRange(Facts(story), 1, 5_000);
    }

    [Fact]
    public void A_value_that_hangs_together_is_kept_when_only_what_is_around_it_changes()
    {
        var story = Story("  - a: {set: {text: '${ \"x\" * 20000 }'}}\n  - l: {for: {in: '[range(50)]'}, do: [{b: {set: {n: '${ $item }', deep: '${ {n: $item, deep: {text: (.text // .deep.deep.text)}} }'}}}]}\n");

        Assert.Equal(20_000, story.Output["deep"]["deep"]["text"].String.Length);
        Assert.Single(story.Payloads);
    }

    [Fact]
    public void A_large_array_that_grows_is_written_by_its_tails()
    {
        var story = Story("  - a: {set: {all: '${ [range(3000)] | map(\"row \\(.)\") }'}}\n  - l: {for: {in: '[range(30)]'}, do: [{b: {set: {all: '${ .all + [$item] }'}}}]}\n");

        Assert.Equal(3_030, story.Output["all"].Array.Count);
        Assert.InRange(story.Payloads.Count, 1, 2);
        Assert.InRange(Facts(story), 1, 20_000);
    }

    [Fact]
    public void A_large_tail_is_a_payload()
    {
        var story = Story("  - a: {set: {all: [1, 2, 3]}}\n  - b: {set: {all: '${ .all + [range(5000)] }'}}\n  - c: {set: {all: '${ .all + [4] }'}}\n");

        Assert.Equal(5_004, story.Output["all"].Array.Count);
        Assert.NotEmpty(story.Payloads);
        Assert.InRange(Facts(story), 1, 1_000);
    }

    [Fact]
    public void Many_changed_members_are_a_payload()
    {
        const string Keyed = "map({key: \"k\\(.)\", value: \"some text that has more than twenty-four characters: \\(.)\"}) | from_entries";
        var story = Story($"  - a: {{set: '${{ [range(1000)] | {Keyed} }}'}}\n  - b: {{set: '${{ . + ([range(300)] | map(. * 3) | {Keyed.Replace("text that", "other text that", StringComparison.Ordinal)}) }}'}}\n  - c: {{set: '${{ . + {{k7: 1}} }}'}}\n");

        Assert.Equal((1_000, 1d), (story.Output.Object.Count, story.Output["k7"].Number));
        // The object, its changes, and what they made of it in the snapshot.
        Assert.Equal(3, story.Payloads.Count);
        Assert.InRange(Facts(story), 1, 1_000);
    }

    [Fact]
    public void A_payload_holds_what_the_state_held_too()
    {
        // The rows are new and large, and there is a value of the state in each, which a fact would refer to.
        var story = Story("  - a: {set: {text: '${ \"x\" * 200 }'}, export: {as: .}}\n  - b: {set: {rows: '${ [range(1000)] | map({n: ., text: $context.text}) }'}}\n");

        Assert.Equal(1_000, story.Output["rows"].Array.Count);
        var payload = Assert.Single(story.Payloads);
        Assert.InRange(payload.Bytes.Length, 200_000, 250_000);
    }

    [Fact]
    public void A_snapshot_refers_to_payloads_and_they_are_of_the_state_s_size_all_the_same()
    {
        var story = Story("  - a: {set: {text: '${ \"x\" * 1000000 }'}}\n  - b: {wait: PT1H}\n");

        var snapshot = StateCodec.Take(story.State);

        Assert.InRange(snapshot.Bytes.Length, 1, 1_000);
        Assert.InRange(snapshot.Size, 1_000_000, 1_010_000);
        Assert.Equal(StateCodec.Encode(story.State, canonical: true), StateCodec.Encode(story.Read(1), canonical: true));
    }

    [Fact]
    public void What_has_grown_by_tails_is_in_two_snapshots_once()
    {
        var story = Story("""
              - a: {for: {in: '[range(300)]'}, do: [{b: {set: {all: '${ (.all // []) + ["row \($item) with a text that makes it longer"] }'}}}]}
              - w: {wait: PT1H}
              - x: {wait: PT1H}
            """).RunToEnd();

        Assert.Equal(3, story.Commits.Count);
        Assert.Single(story.Payloads);
        Assert.InRange(StateCodec.Take(story.State).Bytes.Length, 1, 1_000);
    }

    [Fact]
    public void The_limit_of_the_state_counts_payloads()
    {
        var story = Story("  - l: {for: {in: '[range(10)]'}, do: [{b: {set: {all: '${ (.all // []) + [\"\\($item)\" + (\"x\" * 100000)] }'}}}]}\n", limits: new EngineLimits { StateBytes = 500_000 });

        Assert.Contains("limit StateBytes", story.View.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_without_its_payload_is_damaged()
    {
        var story = Story("  - a: {set: {text: '${ \"x\" * 9000 }'}}\n");

        Assert.Throws<InvalidDataException>(() => FactCodec.Fold(new InstanceState(story.State.Id), story.Commits[0].Span));
    }

    [Fact]
    public void A_history_shows_the_beginning_of_a_large_value_and_says_so()
    {
        var story = Story("  - a: {set: {n: 1, text: '${ \"x\" * 9000 }'}}\n");
        var facts = new List<HistoryFact>();
        var state = new InstanceState(story.State.Id);
        state.Supply([.. story.Payloads]);

        FactCodec.Describe(state, story.Definition, story.Commits[0].Span, facts);

        var shown = facts.Single(fact => fact.Kind == "ran").Data;
        Assert.StartsWith("\"xxx", shown["output"]["text"].String, StringComparison.Ordinal);
        Assert.InRange(shown["output"]["text"].String.Length, 100, 600);
        Assert.Equal(1, shown["output"]["n"].Number);
        Assert.Equal(9_002, shown["cut"]["output.text"].Number);
    }

    /// <summary>Functions answer with their input, parsed anew as from a service.</summary>
    private static InstanceStory Story(string tasks, EngineLimits? limits = null) =>
        new InstanceStory(Head + tasks, request => new EffectOutcome.Returned(JsonValue.Parse(request.Arguments["input"].ToString())), limits: limits).Start();

    private static long Facts(InstanceStory story) => story.Commits.Sum(commit => commit.Length);
}
