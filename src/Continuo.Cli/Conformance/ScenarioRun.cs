using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Gherkin.Ast;
using Node = Continuo.Runtime.Node;

namespace Continuo.Cli.Conformance;

/// <summary>Runs the steps of one scenario on a node that it has for itself: scenarios share names and versions.</summary>
internal sealed class ScenarioRun(Node node, TimeSpan patience)
{
    private WorkflowDefinition? _definition;
    private JsonValue _input;
    private ScenarioChecks? _checks;

    /// <returns>The feature of the language that keeps the scenario from being run; null when all of it holds.</returns>
    /// <exception cref="ScenarioFailedException">A step does not hold.</exception>
    public async Task<string?> Run(Scenario scenario, CancellationToken cancellation)
    {
        foreach (var step in scenario.Steps)
        {
            var text = step.Text.Trim();
            var argument = step.DocString?.Content ?? "";
            switch (text)
            {
                case "a workflow with definition:":
                    Define(argument);
                    if (_definition!.Unsupported.FirstOrDefault(feature => feature.BlocksStart) is { } feature)
                    {
                        return feature.Feature;
                    }

                    break;
                case "given the workflow input is:":
                    _input = ScenarioChecks.Yaml(argument);
                    break;
                case "the workflow is executed":
                    await Execute(cancellation);
                    break;
                default:
                    (_checks ?? throw new ScenarioFailedException($"'{text}' comes before the workflow is executed")).Check(text, argument);
                    break;
            }
        }

        return null;
    }

    private void Define(string yaml)
    {
        var loaded = WorkflowLoader.Load(yaml);
        _definition = loaded.Definition ?? throw new ScenarioFailedException($"the definition is not valid: {loaded.Diagnostics[0].Format("definition")}");
    }

    private async Task Execute(CancellationToken cancellation)
    {
        var definition = _definition ?? throw new ScenarioFailedException("no workflow was given");
        await node.Deploy(definition, cancellation);
        var result = await node.RunInstance(definition.Name, null, _input, new StartOptions(), patience, cancellation);
        if (result is not CommandResult.Viewed { Instance: var ended })
        {
            throw new ScenarioFailedException($"it was not started: {result}");
        }

        if (!ended.Status.IsFinal())
        {
            throw new ScenarioFailedException($"it was still {ended.Status.Word()} after {patience.TotalSeconds:0} s");
        }

        var history = await node.History(ended.Id, cancellation);
        _checks = new ScenarioChecks(ended, [.. history!.Value
            .Where(entry => entry.Fact.Kind is "opened" or "ran" && entry.Fact.Pointer is not null)
            .Select(entry => entry.Fact.Pointer![(entry.Fact.Pointer!.LastIndexOf('/') + 1)..])
            .Distinct()]);
    }
}
