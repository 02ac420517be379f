using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Simulator.Workloads;

/// <summary>A workflow that simulations run, and how it must end when nobody interferes.</summary>
internal sealed class Kind
{
    public Kind(string name, string body)
    {
        var loaded = WorkflowLoader.Load($"document: {{dsl: '1.0.3', namespace: sim, name: {name}, version: '1.0.0'}}\n{body}");
        Definition = loaded.Definition ?? throw new InvalidOperationException($"{name}: {string.Join('\n', loaded.Diagnostics)}");
    }

    public WorkflowDefinition Definition { get; }

    public string Name => Definition.Name.Name;

    public InstanceStatus Ends { get; init; } = InstanceStatus.Completed;

    /// <summary>Its output, when the input is <c>{n: 7}</c>; null when it depends on chance.</summary>
    public string? Output { get; init; }

    /// <summary>Whether each of its tasks is one activation, so that all that is asked by it has one key.</summary>
    public bool HasOneKeyPerTask { get; init; } = true;

    /// <summary>Whether it is started by others only.</summary>
    public bool IsChild { get; init; }

    public StartRequest Start(long eventMark) => new()
    {
        Definition = Definition.Hash,
        Workflow = Definition.Name,
        Version = Definition.Version,
        AskedVersion = "",
        Input = JsonObject.Of(("n", 7)),
        EventMark = eventMark,
    };
}
