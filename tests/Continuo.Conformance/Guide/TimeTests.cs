using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>Durations, timeouts and schedules. The sentences are in <c>Cases/time.cases</c>.</summary>
public sealed class TimeTests
{
    public static TheoryData<string> Sentences => GuideFiles.Sentences("time");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_holds(string sentence) => GuideRun.Holds(GuideFiles.Find("time", sentence));
}
