using System.Xml.Linq;
using Xunit;

namespace Continuo.Architecture.Tests;

/// <summary>Who may know whom. The table is the design's; a project that is not in it needs a decision first.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Continuo.Workflows"] = [],
        ["Continuo.Engine"] = ["Continuo.Workflows"],
        ["Continuo.Runtime"] = ["Continuo.Engine", "Continuo.Workflows"],
        ["Continuo.Journal.Sqlite"] = ["Continuo.Runtime"],
        ["Continuo.Journal.Postgres"] = ["Continuo.Runtime"],
        ["Continuo.Cluster"] = ["Continuo.Runtime"],
        ["Continuo.Services"] = ["Continuo.Runtime"],
        ["Continuo.Messaging"] = ["Continuo.Services", "Continuo.Runtime"],
        ["Continuo.Processes"] = ["Continuo.Runtime"],
        ["Continuo.Simulator"] = ["Continuo.Runtime"],
        ["Continuo.Client"] = [],
        ["Continuo.Server"] = ["Continuo.Runtime", "Continuo.Journal.Sqlite", "Continuo.Services"],
        ["Continuo.Cli"] = ["Continuo.Server", "Continuo.Client", "Continuo.Services", "Continuo.Messaging", "Continuo.Processes", "Continuo.Simulator", "Continuo.Journal.Sqlite", "Continuo.Journal.Postgres", "Continuo.Cluster", "Continuo.Runtime", "Continuo.Engine", "Continuo.Workflows"],
    };

    public static TheoryData<string> Projects => [.. Source.Projects.Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_design_allows(string project)
    {
        Assert.True(s_allowed.TryGetValue(project, out var allowed), $"{project} is not in the table of arrows");

        var references = XDocument.Load(Source.Projects.Single(path => Path.GetFileNameWithoutExtension(path) == project))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Empty(references.Except(allowed!));
    }

    [Fact]
    public void Only_the_SQLite_journal_knows_SQLite() => AssertOnly("Continuo.Journal.Sqlite", "Microsoft.Data.Sqlite", "SQLitePCL");

    [Fact]
    public void Only_the_PostgreSQL_journal_and_the_cluster_know_PostgreSQL() => AssertOnly(["Continuo.Journal.Postgres", "Continuo.Cluster"], "Npgsql");

    [Fact]
    public void Only_the_cluster_knows_Orleans() =>
        // Its generator leaves a list of parts in the program itself.
        AssertOnly(["Continuo.Cluster", "Continuo.Cli"], "Orleans");

    [Fact]
    public void Only_workflows_know_YAML() => AssertOnly("Continuo.Workflows", "YamlDotNet");

    [Fact]
    public void Only_processes_know_containers() => AssertOnly("Continuo.Processes", "Docker.DotNet");

    [Fact]
    public void The_client_references_nothing_of_ours() =>
        Assert.DoesNotContain(Assemblies.Of("Continuo.Client").GetReferencedAssemblies(), name => name.Name!.StartsWith("Continuo", StringComparison.Ordinal));

    private static void AssertOnly(string owner, params string[] libraries) => AssertOnly([owner], libraries);

    private static void AssertOnly(string[] owners, params string[] libraries)
    {
        foreach (var project in Source.Projects.Select(Path.GetFileNameWithoutExtension).Where(name => !owners.Contains(name)))
        {
            var references = Assemblies.Of(project!).GetReferencedAssemblies().Select(name => name.Name!);
            Assert.DoesNotContain(references, reference => libraries.Any(library => reference.StartsWith(library, StringComparison.Ordinal)));
        }
    }
}
