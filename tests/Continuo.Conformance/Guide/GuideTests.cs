using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>The sentences in the files beside this, each shown by a workflow. The files are named by the parts of the language.</summary>
public sealed class GuideTests
{
    public static TheoryData<string, string> Sentences
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (file, one) in GuideFiles.All)
            {
                data.Add(file, one.Sentence);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public async Task It_holds(string file, string sentence)
    {
        var given = GuideFiles.Find(file, sentence);

        var (code, report, took) = await GuideRun.InProcess(given);

        GuideChecks.Hold(given, code, report, took);
    }
}
