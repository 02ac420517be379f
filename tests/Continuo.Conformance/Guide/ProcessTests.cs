using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>Some of the sentences by the built program: it must say what the command line says in a test.</summary>
public sealed class ProcessTests
{
    private const int OneOf = 13;

    private static readonly string s_program = Path.Combine(
        Repository.Root, "artifacts", "bin", "Continuo.Cli", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory))!, "continuo");

    public static TheoryData<string, string> Some => [.. GuideFiles.All.Where((_, i) => i % OneOf == 0).Select(entry => (entry.File, entry.Case.Sentence))];

    [Theory]
    [MemberData(nameof(Some))]
    public Task It_holds(string file, string sentence)
    {
        Assert.SkipUnless(File.Exists(s_program), "the program is not built beside this test");
        return GuideRun.HoldsInProcess(GuideFiles.Find(file, sentence), s_program);
    }
}
