using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>The kinds of tasks, and where the flow goes. The sentences are in <c>Cases/tasks.cases</c>.</summary>
public sealed class TaskTests
{
    public static TheoryData<string> Sentences => GuideFiles.Sentences("tasks");

    [Theory]
    [MemberData(nameof(Sentences))]
    public Task It_holds(string sentence) => GuideRun.Holds(GuideFiles.Find("tasks", sentence));
}
