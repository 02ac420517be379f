using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Simulator.Workloads;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Simulator.Nodes;

/// <summary>What the handlers of effects ask of a node.</summary>
internal sealed class NodeCommands(NodeProcess process) : ICommands
{
    public long EventMark => process.Seats.EventTail;

    public ValueTask<WorkflowDefinition?> FindDefinition(WorkflowName name, string? version, CancellationToken cancellation) => ValueTask.FromResult(Kinds.Find(name));

    public Task<CommandResult> Send(InstanceId instance, Stimulus stimulus, CancellationToken cancellation)
    {
        var id = new CommandId(process.Cluster.World.Chance.NextId());
        return Ask(id, ShardId.Of(instance, process.Cluster.Options.Shards).Number, new ShardInput.Command(id, instance, stimulus));
    }

    public Task<CommandResult> Publish(ImmutableArray<JsonValue> events, CancellationToken cancellation)
    {
        var id = new CommandId(process.Cluster.World.Chance.NextId());
        return Ask(id, 0, new ShardInput.Publish(id, 0, events));
    }

    private Task<CommandResult> Ask(CommandId id, int shard, ShardInput input)
    {
        var answer = new TaskCompletionSource<CommandResult>();
        process.Ask(id, shard, input, answer.SetResult);
        return answer.Task;
    }
}
