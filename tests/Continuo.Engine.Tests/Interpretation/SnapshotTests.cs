using Continuo.Engine.Instances;
using Continuo.Testing;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>A snapshot and the commits after it are as good as all commits.</summary>
public sealed class SnapshotTests
{
    public static TheoryData<string> Names => [.. Definitions.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_snapshot_with_the_commits_after_it_is_the_state_of_all_commits(string name)
    {
        var story = Definitions.Story(name).Start("""{"n":1,"id":"o-1"}""").RunToEnd();
        var expected = Replay(story, 0);

        for (var snapshot = 1; snapshot <= story.Commits.Count; snapshot++)
        {
            Assert.Equal(expected, Replay(story, snapshot));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Going_on_from_a_snapshot_at_any_point_comes_to_the_same_end(string name)
    {
        var whole = Definitions.Story(name).Start("""{"n":1,"id":"o-1"}""").RunToEnd();

        for (var commits = 1; commits <= whole.Commits.Count; commits++)
        {
            var story = Definitions.Story(name);
            story.SnapshotAt = commits;
            story.Start("""{"n":1,"id":"o-1"}""").RunToEnd();

            Assert.Equal(Told(whole), Told(story));
        }
    }

    private static string Told(InstanceStory story) => $"{story.Status} {story.View.Compensation} {story.View.Error} {string.Join(' ', story.Keys.Order(StringComparer.Ordinal))}";

    private static byte[] Replay(InstanceStory story, int snapshot) => StateCodec.Encode(story.Read(snapshot), canonical: true);
}
