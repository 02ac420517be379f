using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>Documents: names, versions, structure. The sentences are in <c>Cases/documents.cases</c>.</summary>
public sealed class DocumentTests
{
    public static TheoryData<string> Sentences => GuideFiles.Sentences("documents");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_holds(string sentence) => GuideRun.Holds(GuideFiles.Find("documents", sentence));
}
