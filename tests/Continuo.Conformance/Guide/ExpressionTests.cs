using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>Expressions. The sentences are in <c>Cases/expressions.cases</c>.</summary>
public sealed class ExpressionTests
{
    public static TheoryData<string> Sentences => GuideFiles.Sentences("expressions");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_holds(string sentence) => GuideRun.Holds(GuideFiles.Find("expressions", sentence));
}
