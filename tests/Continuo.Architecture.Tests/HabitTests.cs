using Xunit;

namespace Continuo.Architecture.Tests;

/// <summary>Habits that a newcomer copies.</summary>
public sealed class HabitTests
{
    private static readonly string[] s_forbiddenFolders =
        ["Common", "Core", "Shared", "Abstractions", "Utils", "Helpers", "Managers", "Contracts", "Models", "Extensions", "Base", "Impl"];

    [Fact]
    public void Folders_are_nouns_of_the_domain()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Source.Root, "src"), "*", SearchOption.AllDirectories).Select(Path.GetFileName);

        Assert.Empty(folders.Intersect(s_forbiddenFolders));
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void A_file_holds_one_idea_and_so_is_short(string area)
    {
        var tooLong = Source.Files(area).Select(path => (path, lines: File.ReadLines(path).Count())).Where(file => file.lines > 300);

        Assert.Empty(tooLong.Select(file => $"{Path.GetRelativePath(Source.Root, file.path)}: {file.lines} lines"));
    }

    [Fact]
    public void Nothing_unfinished_is_left_in_the_source()
    {
        var marks = new[] { "TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception" };

        Assert.DoesNotContain(Source.Files("src"), path => File.ReadAllText(path) is var text && marks.Any(mark => text.Contains(mark, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Source.Root, "Continuo.slnx"));
        var projects = new[] { "src", "tests", "samples", "bench" }
            .SelectMany(area => Directory.EnumerateFiles(Path.Combine(Source.Root, area), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Source.Root, path));

        Assert.All(projects, project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_project_has_its_lock_file() =>
        Assert.All(Source.Projects, project => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), project));
}
