using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>What effects inside the node ask of it.</summary>
internal interface ICommands
{
    long EventMark { get; }

    ValueTask<WorkflowDefinition?> FindDefinition(WorkflowName name, string? version, CancellationToken cancellation);

    Task<CommandResult> Send(InstanceId instance, Stimulus stimulus, CancellationToken cancellation);

    Task<CommandResult> Publish(ImmutableArray<JsonValue> events, CancellationToken cancellation);
}
