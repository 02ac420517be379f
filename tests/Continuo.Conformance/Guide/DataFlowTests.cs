using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>How data flows, and which variables are seen where. The sentences are in <c>Cases/data.cases</c>.</summary>
public sealed class DataFlowTests
{
    public static TheoryData<string> Sentences => GuideFiles.Sentences("data");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_holds(string sentence) => GuideRun.Holds(GuideFiles.Find("data", sentence));
}
