using Continuo.Workflows.Documents;
using Continuo.Workflows.Lint;
using Continuo.Workflows.Tests.Documents;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Validation;

/// <summary>Documents that are wrong, and what is said of each, with its place. <c>CONTINUO_WRITE_BROKEN=1</c> writes into the files what is said now.</summary>
public sealed class BrokenDocumentTests
{
    private const string Folder = "tests/Continuo.Workflows.Tests/Validation/Broken";

    public static TheoryData<string> Files() => [.. Directory.EnumerateFiles(SharedSpec.Find(Folder)!).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_is_reported_by_code_and_place(string file)
    {
        var documents = Read(file);
        if (Environment.GetEnvironmentVariable("CONTINUO_WRITE_BROKEN") == "1")
        {
            Write(file);
        }

        var wrong = documents.Where(document => !Found(document.Text).SequenceEqual(document.Expected))
            .Select(document => $"{file}: {document.Title}\n  expected {string.Join(", ", document.Expected)}\n  found    {string.Join(", ", Found(document.Text))}");

        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public void There_are_at_least_one_hundred_and_fifty()
    {
        var all = All().ToList();

        Assert.InRange(all.Count, 150, 1_000);
        Assert.All(all, document => Assert.NotEmpty(document.Expected));
        Assert.Equal(all.Count, all.Select(document => document.Title).Distinct().Count());
    }

    [Fact]
    public void Every_code_is_shown_by_one_of_them()
    {
        var shown = All().SelectMany(document => document.Expected).Select(line => line.Split(' ')[0]).ToHashSet();

        Assert.Equal("", string.Join(", ", DiagnosticCodes.All.Select(code => code.Id).Where(id => !shown.Contains(id))));
    }

    [Fact]
    public void One_with_an_error_gives_no_definition() =>
        Assert.All(All(), document => Assert.Equal(Says(document.Text, Severity.Error), WorkflowLoader.Load(document.Text).Definition is null));

    [Fact]
    public void The_language_s_own_invalid_examples_are_refused_with_a_place()
    {
        var found = SharedSpec.Files("invalid").Select(file => $"{file.Name} {string.Join(", ", Found(file.Text))}");

        Assert.Equal(["extra-property-in-call.yaml CW0101 12:7", "listen-any-until-any-until.yaml CW0002 7:1, CW0105 14:20", "two-tasks-in-one-item.yaml CW0109 12:5"], found);
    }

    internal static IEnumerable<BrokenDocument> All() => Files().SelectMany(row => Read(row.Data));

    private static bool Says(string text, Severity severity) => WorkflowLinter.Lint(text).Any(d => d.Severity == severity);

    private static IEnumerable<string> Found(string text) => WorkflowLinter.Lint(text) is { Length: > 50 } many
        ? many.GroupBy(d => d.Code).Select(same => $"{same.Key} {same.First().Position}")
        : WorkflowLinter.Lint(text).Select(d => $"{d.Code} {d.Position}");

    private static List<BrokenDocument> Read(string file) => [.. BrokenDocument.Of(file, File.ReadAllText(Path.Combine(SharedSpec.Find(Folder)!, file)))];

    private static void Write(string file)
    {
        var path = Path.Combine(SharedSpec.Find(Folder)!, file);
        var parts = File.ReadAllText(path).ReplaceLineEndings("\n").Split("\n=== ");
        var documents = Read(file);
        for (var i = 0; i < parts.Length; i++)
        {
            var lines = parts[i].Split('\n').Where(line => !line.StartsWith("! ", StringComparison.Ordinal)).ToList();
            lines.InsertRange(1, Found(documents[i].Text).Select(found => "! " + found));
            parts[i] = string.Join('\n', lines);
        }

        File.WriteAllText(path, string.Join("\n=== ", parts));
    }
}
