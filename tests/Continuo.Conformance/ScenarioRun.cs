using System.Text.RegularExpressions;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Services;
using Continuo.Services.Calls;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Gherkin.Ast;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Node = Continuo.Runtime.Node;

namespace Continuo.Conformance;

/// <summary>Runs the steps of one scenario on a node of its own: scenarios share names and versions.</summary>
internal sealed partial class ScenarioRun(CancellationToken cancellation)
{
    private WorkflowDefinition? _definition;
    private JsonValue _input;
    private InstanceView? _ended;
    private List<string> _order = [];

    public async Task Step(Step step)
    {
        var text = step.Text.Trim();
        var argument = step.DocString?.Content ?? "";
        if (text == "a workflow with definition:")
        {
            Define(argument);
        }
        else if (text == "given the workflow input is:")
        {
            _input = Yaml(argument);
        }
        else if (text == "the workflow is executed")
        {
            await Execute();
        }
        else
        {
            Check(text, argument);
        }
    }

    private void Define(string yaml)
    {
        var loaded = WorkflowLoader.Load(yaml);
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Diagnostics));
        _definition = loaded.Definition;
        if (_definition.Unsupported.FirstOrDefault(feature => feature.BlocksStart) is { } feature)
        {
            Assert.Skip($"unsupported: {feature.Feature}");
        }
    }

    private async Task Execute()
    {
        await using var host = new ServiceCollection()
            .AddLogging()
            .AddContinuoServices()
            .AddHttpClient(CallTransport.Client).ConfigurePrimaryHttpMessageHandler(() => new StubHosts()).Services
            .BuildServiceProvider();
        await using var journal = new MemoryJournal(new MemoryStore());
        await using var node = new Node(new NodeOptions { Journal = journal, Definitions = journal, Queries = journal, Handlers = [.. host.GetServices<IEffectHandler>()] });
        await node.Start(cancellation);
        await node.Deploy(_definition!, cancellation);
        var result = await node.RunInstance(_definition!.Name, null, _input, new StartOptions(), TimeSpan.FromSeconds(20), cancellation);
        _ended = Assert.IsType<CommandResult.Viewed>(result).Instance;
        var history = await node.History(_ended.Id, cancellation);
        _order = [.. history!.Value.Where(entry => entry.Fact.Kind is "opened" or "ran" && entry.Fact.Pointer is not null).Select(entry => entry.Fact.Pointer![(entry.Fact.Pointer!.LastIndexOf('/') + 1)..]).Distinct()];
    }

    private void Check(string text, string argument)
    {
        if (text == "the workflow should complete")
        {
            Assert.True(_ended!.Status == InstanceStatus.Completed, $"{_ended.Status}: {_ended.Error}");
        }
        else if (text == "the workflow should complete with output:")
        {
            Assert.True(_ended!.Status == InstanceStatus.Completed, $"{_ended.Status}: {_ended.Error}");
            Assert.Equal(Yaml(argument), _ended.Output);
        }
        else if (text == "the workflow should fault")
        {
            Assert.Equal(InstanceStatus.Faulted, _ended!.Status);
        }
        else if (text == "the workflow should fault with error:")
        {
            Assert.Equal(InstanceStatus.Faulted, _ended!.Status);
            Assert.Equal(Yaml(argument), _ended.Error!.ToJson());
        }
        else
        {
            CheckOutputOrOrder(text, argument);
        }
    }

    private void CheckOutputOrOrder(string text, string argument)
    {
        if (HasProperties().Match(text) is { Success: true } properties)
        {
            Assert.All(Quoted().Matches(properties.Value), path => Assert.True(TryFind(path.Groups[1].Value, out _), $"no '{path.Groups[1].Value}' in {_ended!.Output}"));
        }
        else if (HasValue().Match(text) is { Success: true } valued)
        {
            Assert.True(TryFind(valued.Groups[1].Value, out var actual));
            Assert.Equal(Yaml(argument), actual);
        }
        else if (HasItems().Match(text) is { Success: true } counted)
        {
            Assert.True(TryFind(counted.Groups[1].Value, out var actual));
            Assert.Equal(int.Parse(counted.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), actual.Array.Count);
        }
        else if (RunsAt().Match(text) is { Success: true } placed)
        {
            Assert.Equal(placed.Groups[1].Value, placed.Groups[2].Value == "first" ? _order[0] : _order[^1]);
        }
        else if (RunsAfter().Match(text) is { Success: true } after)
        {
            Assert.True(_order.IndexOf(after.Groups[1].Value) > _order.IndexOf(after.Groups[2].Value), string.Join(" -> ", _order));
        }
        else
        {
            Assert.Fail($"no binding for the step '{text}'");
        }
    }

    private bool TryFind(string path, out JsonValue value)
    {
        value = _ended!.Output;
        foreach (var key in path.Split('.'))
        {
            if (value.AsObject is not { } members || !members.TryGet(key, out value))
            {
                return false;
            }
        }

        return true;
    }

    private static JsonValue Yaml(string text) => YamlTree.Read(text, new DiagnosticBag())!.Json;

    [GeneratedRegex("^the workflow output should have properties (.+)$")]
    private static partial Regex HasProperties();

    [GeneratedRegex("^the workflow output should have a '([^']+)' property with value:$")]
    private static partial Regex HasValue();

    [GeneratedRegex("^the workflow output should have a '([^']+)' property containing ([0-9]+) items$")]
    private static partial Regex HasItems();

    [GeneratedRegex("^(.+) should run (first|last)$")]
    private static partial Regex RunsAt();

    [GeneratedRegex("^(.+) should run after (.+)$")]
    private static partial Regex RunsAfter();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
