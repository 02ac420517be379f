using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>Emit and listen. The sentences are in <c>Cases/events.cases</c>.</summary>
public sealed class EventTests
{
    public static TheoryData<string> Sentences => GuideFiles.Sentences("events");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_holds(string sentence) => GuideRun.Holds(GuideFiles.Find("events", sentence));
}
