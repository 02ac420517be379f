using System.Text.Json.Nodes;
using Continuo.Workflows.Documents;

namespace Continuo.Samples.Tests;

public sealed class SampleWorkflowTests
{
    public static TheoryData<string> Workflows =>
        new(Directory.EnumerateFiles(Repository.Samples, "*.yaml", SearchOption.AllDirectories).Where(path => !path.EndsWith(".test.yaml", StringComparison.Ordinal)).Select(path => Path.GetRelativePath(Repository.Samples, path)).Order(StringComparer.Ordinal));

    public static TheoryData<string> Inputs => new(Directory.EnumerateFiles(Path.Combine(Repository.Samples, "orders", "inputs"), "*.json").Select(path => Path.GetFileName(path)!));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_sample_loads_without_a_word_of_complaint(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Samples, file));

        var loaded = WorkflowLoader.Load(text);

        Assert.Empty(loaded.Diagnostics);
        Assert.Contains("./continuo ", text);
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void An_order_has_all_that_the_services_ask_for(string file)
    {
        var order = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Samples, "orders", "inputs", file)))!;

        Assert.All(["order", "items", "card", "amount", "currency", "address"], name => Assert.NotNull(order[name]));
    }
}
