using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>Errors, try, catch and retry. The sentences are in <c>Cases/errors.cases</c>.</summary>
public sealed class ErrorTests
{
    public static TheoryData<string> Sentences => GuideFiles.Sentences("errors");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_holds(string sentence) => GuideRun.Holds(GuideFiles.Find("errors", sentence));
}
