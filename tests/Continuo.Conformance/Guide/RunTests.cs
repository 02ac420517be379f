using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>What run starts, and extensions, as far as decisions name them. The sentences are in <c>Cases/runs.cases</c>.</summary>
public sealed class RunTests
{
    public static TheoryData<string> Sentences => GuideFiles.Sentences("runs");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_holds(string sentence) => GuideRun.Holds(GuideFiles.Find("runs", sentence));
}
