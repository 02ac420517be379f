using Continuo.Cli.Conformance;
using Continuo.Services.Calls;
using Gherkin.Ast;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Continuo.Conformance;

/// <summary>The conformance features of the standard, as they stand.</summary>
public sealed class FeatureTests
{
    private const string Missing = "the conformance features are not beside the repository";

    private static readonly ConformanceRun s_run = new(
        new Dictionary<string, Uri>(),
        TimeSpan.FromSeconds(20),
        services => services.AddHttpClient(CallTransport.Client).ConfigurePrimaryHttpMessageHandler(() => new StubHosts()));

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
        var scenario = Read().First(entry => entry.File == file && entry.Scenario.Name == name).Scenario;

        var result = await s_run.Run(file, scenario, TestContext.Current.CancellationToken);

        Assert.SkipWhen(result.Unsupported is not null, $"unsupported: {result.Unsupported}");
        Assert.Null(result.Failure);
    }

    private static IEnumerable<(string File, Scenario Scenario)> Read() =>
        Repository.Shared("spec", "ctk-features") is { } folder ? FeatureFiles.Read(folder) : [];
}
