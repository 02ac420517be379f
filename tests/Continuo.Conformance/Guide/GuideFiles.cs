using Xunit;

namespace Continuo.Conformance.Guide;

/// <summary>The files of cases, which are resources of this assembly.</summary>
internal static class GuideFiles
{
    private const string Ending = ".cases";

    public static IReadOnlyList<(string File, GuideCase Case)> All { get; } = [.. Files().SelectMany(file => GuideCase.Read(Text(file)).Select(one => (file[..^Ending.Length], one)))];

    public static GuideCase Find(string file, string sentence) => All.First(entry => entry.File == file && entry.Case.Sentence == sentence).Case;

    public static TheoryData<string> Sentences(string file) => [.. All.Where(entry => entry.File == file).Select(entry => entry.Case.Sentence)];

    private static IEnumerable<string> Files() => typeof(GuideFiles).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(GuideFiles).Assembly.GetManifestResourceStream(name)!);
        return $"\n{reader.ReadToEnd()}";
    }
}
