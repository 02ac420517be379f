using Continuo.Cli.Running;
using Continuo.Runtime.Journaling;
using Continuo.Server;
using Gherkin.Ast;
using Microsoft.Extensions.DependencyInjection;
using Node = Continuo.Runtime.Node;

namespace Continuo.Cli.Conformance;

/// <summary>How one scenario went.</summary>
/// <param name="Failure">Why it does not hold; null when it does.</param>
/// <param name="Unsupported">The feature that is not executed, which skipped it.</param>
internal sealed record ScenarioResult(string File, string Name, string? Failure, string? Unsupported)
{
    public string Word => Failure is not null ? "failed" : Unsupported is not null ? "skipped" : "passed";
}

/// <summary>Runs scenarios, each in an engine and a store of its own.</summary>
/// <param name="services">Where hosts that the features call are found instead of in DNS.</param>
/// <param name="patience">How long one scenario may take.</param>
/// <param name="configure">Changes the host; null for the one that <c>continuo run</c> has.</param>
internal sealed class ConformanceRun(IReadOnlyDictionary<string, Uri> services, TimeSpan patience, Action<IServiceCollection>? configure = null)
{
    public async Task<ScenarioResult> Run(string file, Scenario scenario, CancellationToken cancellation)
    {
        using var store = RunStore.Open(null);
        await using var host = Host(store);
        var node = host.GetRequiredService<Node>();
        await node.Start(cancellation);
        try
        {
            return new ScenarioResult(file, scenario.Name, null, await new ScenarioRun(node, patience).Run(scenario, cancellation));
        }
        catch (ScenarioFailedException failed)
        {
            return new ScenarioResult(file, scenario.Name, failed.Message, null);
        }
        catch (JournalUnavailableException refused)
        {
            return new ScenarioResult(file, scenario.Name, refused.Message, null);
        }
        finally
        {
            await node.Drain(TimeSpan.Zero);
        }
    }

    private ServiceProvider Host(RunStore store)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddContinuo(options =>
        {
            options.DataDirectory = store.Directory;
            options.BallastBytes = 0;
            options.RunsSchedules = false;
            foreach (var (name, address) in services)
            {
                options.Services[name] = address;
            }
        });
        configure?.Invoke(collection);
        return collection.BuildServiceProvider();
    }
}
