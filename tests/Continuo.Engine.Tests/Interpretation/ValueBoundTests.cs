using Continuo.Engine.Instances;
using Continuo.Testing;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Values share what they have in common; what they would be written out is bounded all the same.</summary>
public sealed class ValueBoundTests
{
    private const string Head = "document: {dsl: '1.0.3', namespace: test, name: bounds, version: '1.0.0'}\ndo:\n";

    [Fact]
    public void A_value_that_doubles_by_sharing_is_stopped_at_its_limit()
    {
        var story = new InstanceStory(Head + "  - i: {set: {n: x}}\n  - a: {for: {in: '[range(40)]'}, do: [{b: {set: {n: '${ [.n, .n] }'}}}]}\n").Start();

        Assert.Equal(InstanceStatus.Faulted, story.Status);
        Assert.Contains("limit ValueBytes", story.View.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_nests_at_each_step_is_stopped_at_its_limit_and_can_be_caught()
    {
        var story = new InstanceStory(Head + "  - t: {try: [{a: {for: {in: '[range(2000)]'}, do: [{b: {set: {n: '${ [.n] }'}}}]}}], catch: {do: [{c: {set: {why: '${ $error.detail }'}}}]}}\n").Start();

        Assert.Contains("limit ValueDepth", story.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_results_of_branches_together_are_a_value_too()
    {
        var story = new InstanceStory(
            Head + "  - f: {fork: {branches: [{a: {set: '${ $input }'}}, {b: {set: '${ $input }'}}, {c: {set: '${ $input }'}}]}}\n",
            limits: new EngineLimits { ValueBytes = 2_500 }).Start($"\"{new string('x', 1_000)}\"");

        Assert.Contains("limit ValueBytes", story.View.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_in_an_error_is_its_token_without_quotes()
    {
        var ambient = new SeededAmbient();
        ambient.Secrets["k"] = "v";
        var story = new InstanceStory("document: {dsl: '1.0.3', namespace: test, name: bounds, version: '1.0.0'}\nuse: {secrets: [k]}\ndo:\n  - r: {raise: {error: {type: 'https://x/e', status: 400, detail: '${ \"key \" + $secrets.k }'}}}\n", ambient: ambient).Start();

        Assert.Equal("key [secret k]", story.View.Error!.Detail);
    }
}
