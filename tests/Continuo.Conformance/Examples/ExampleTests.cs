using System.Text.RegularExpressions;
using Continuo.Conformance.Calls;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Conformance.Examples;

/// <summary>The examples of the standard, each executed against local stand-ins of whom it names.</summary>
public sealed partial class ExampleTests(StandIn standIn) : IClassFixture<StandIn>, IDisposable
{
    private const string Missing = "the examples are not beside the repository";

    private readonly string _folder = Directory.CreateTempSubdirectory("continuo-example-").FullName;

    public static TheoryData<string> Executed => [.. ExampleTable.Executed.Select(entry => entry.Name)];

    [Fact]
    public void No_example_is_missing_in_the_table()
    {
        Assert.SkipWhen(Repository.Shared("spec", "examples") is null, Missing);
        var files = Directory.GetFiles(Repository.Shared("spec", "examples")!, "*.yaml").Select(Path.GetFileName);

        Assert.Equal(files.Order(StringComparer.Ordinal), ExampleTable.Rows.Select(row => row["file"].String).Distinct().Order(StringComparer.Ordinal)!);
    }

    [Fact]
    public void The_tests_that_a_row_names_name_the_example()
    {
        var tests = Path.GetFullPath(Path.Combine(Repository.Root, "tests"));

        var silent = ExampleTable.Rows.Where(row => row["by"].AsString is { } by
            && !File.ReadAllText(Path.Combine(tests, by)).Contains(Path.GetFileNameWithoutExtension(row["file"].String), StringComparison.Ordinal)).Select(row => row["file"].String);

        Assert.Empty(silent);
    }

    [Theory]
    [MemberData(nameof(Executed))]
    public async Task An_example_is_executed(string name)
    {
        Assert.SkipWhen(Repository.Shared("spec", "examples") is null, Missing);
        var row = ExampleTable.Executed.Single(entry => entry.Name == name).Row;
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Shared("spec", "examples")!, row["file"].String), TestContext.Current.CancellationToken);
        foreach (var (path, content) in row["files"].AsObject ?? JsonObject.Empty)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
            await File.WriteAllTextAsync(Path.Combine(_folder, path), content.AsString ?? content.ToString(), TestContext.Current.CancellationToken);
        }

        foreach (var (old, changed) in row["changes"].AsObject ?? JsonObject.Empty)
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, changed.String, StringComparison.Ordinal);
        }

        text = text.Replace("GRPC_PORT", $"{standIn.GrpcPort}", StringComparison.Ordinal).Replace("FOLDER", _folder, StringComparison.Ordinal);
        var file = Path.Combine(_folder, "example.yaml");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        standIn.Expect(row["answers"]);
        var services = Host().Matches(text).Select(match => match.Groups[1].Value).Distinct().ToDictionary(host => host, _ => standIn.Address);

        var (_, report, notes) = await Runner.Run(file, row, services, TestContext.Current.CancellationToken);

        Check.Holds(row, report, notes, standIn);
    }

    public void Dispose() => Directory.Delete(_folder, true);

    [GeneratedRegex(@"https?://([a-z0-9.-]+)")]
    private static partial Regex Host();
}
