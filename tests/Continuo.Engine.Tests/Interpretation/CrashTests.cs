using Continuo.Testing;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Dies at every point, and at every pair of points, of every definition: same end, same effects.</summary>
public sealed class CrashTests
{
    public static TheoryData<string> Names => [.. Definitions.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_crash_at_any_point_changes_nothing(string name)
    {
        var (expected, points) = Play(name, []);

        for (var point = 1; point <= points; point++)
        {
            Assert.Equal(expected, Play(name, [point]).Told);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Crashes_at_any_two_points_change_nothing(string name)
    {
        var (expected, points) = Play(name, []);

        for (var first = 1; first <= points; first++)
        {
            for (var second = first + 1; second <= points + 2; second++)
            {
                Assert.Equal(expected, Play(name, [first, second]).Told);
            }
        }
    }

    private static (string Told, int Points) Play(string name, int[] crashes)
    {
        var story = Definitions.Story(name, crashes).Start("""{"n":1,"id":"o-1"}""").RunToEnd();
        var view = story.View;
        var output = System.Text.RegularExpressions.Regex.Replace(view.Output.ToString(), "\"(id|time)\":\"[0-9a-f-]{36}\"|\"time\":\"[^\"]*\"", "");
        return ($"{view.Status} {view.Compensation} {output} {view.Error?.Type}\n{string.Join('\n', story.Keys.Order(StringComparer.Ordinal))}", story.Points);
    }
}
