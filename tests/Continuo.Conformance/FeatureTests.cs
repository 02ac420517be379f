using Gherkin;
using Gherkin.Ast;
using Xunit;

namespace Continuo.Conformance;

/// <summary>The conformance features of the standard, as they stand.</summary>
public sealed class FeatureTests
{
    private const string Missing = "the conformance features are not beside the repository";

    public static TheoryData<string, string> Scenarios
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (file, scenario) in Read())
            {
                data.Add(file, scenario.Name);
            }

            if (data.Count == 0)
            {
                data.Add("conformance features", Missing);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_scenario_holds(string file, string name)
    {
        Assert.SkipWhen(name == Missing, Missing);
        var run = new ScenarioRun(TestContext.Current.CancellationToken);
        foreach (var step in Read().First(entry => entry.File == file && entry.Scenario.Name == name).Scenario.Steps)
        {
            await run.Step(step);
        }
    }

    private static IEnumerable<(string File, Scenario Scenario)> Read()
    {
        if (Repository.Shared("spec", "ctk-features") is not { } folder)
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*.feature").Order(StringComparer.Ordinal))
        {
            foreach (var scenario in new Parser().Parse(path).Feature.Children.OfType<Scenario>())
            {
                yield return (Path.GetFileNameWithoutExtension(path), scenario);
            }
        }
    }
}
