using System.Text;
using Continuo.Engine.Instances;
using Continuo.Testing;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

public sealed class SnapshotSharingTests
{
    [Fact]
    public void A_value_that_a_hundred_branches_share_is_in_the_snapshot_once()
    {
        var branches = new StringBuilder();
        for (var i = 0; i < 100; i++)
        {
            branches.Append($"          - b{i}: {{wait: PT1H}}\n");
        }

        var story = new InstanceStory($"document: {{dsl: '1.0.3', namespace: test, name: wide, version: '1.0.0'}}\ndo:\n  - fan:\n      fork:\n        branches:\n{branches}")
            .Start($$"""{"text":"{{new string('x', 20_000)}}","list":[1,2,3]}""");

        var snapshot = StateCodec.Encode(story.State);
        var read = StateCodec.Decode(story.State.Id, snapshot);

        Assert.InRange(snapshot.Length, 20_000, 60_000);
        Assert.Equal(StateCodec.Encode(story.State, canonical: true), StateCodec.Encode(read, canonical: true));
        Assert.Same(read.Frames[5].In.Object, read.Frames[6].In.Object);
    }
}
