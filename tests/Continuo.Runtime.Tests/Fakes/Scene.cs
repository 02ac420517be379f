using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Time.Testing;

namespace Continuo.Runtime.Tests.Fakes;

/// <summary>A node over a gated journal, with one shard that follows a script.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private long _pos = 1_000;

    private Scene(Action<Scene, ScriptedShard, ShardInput, List<ShardAction>> script, ImmutableArray<IEffectHandler> handlers)
    {
        var store = new MemoryJournal();
        Node = new Node(
            new NodeOptions { Journal = Journal, Definitions = store, Queries = store, Time = Time, Handlers = handlers, Seed = 1 },
            (id, _) =>
            {
                var shard = new ScriptedShard(id, (self, input, actions) => script(this, self, input, actions));
                Made.Add(shard);
                Adopted.TrySetResult(shard);
                return shard;
            });
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public GatedJournal Journal { get; } = new(1);

    public Node Node { get; }

    /// <summary>Every incarnation of the shard.</summary>
    public List<ScriptedShard> Made { get; } = [];

    public TaskCompletionSource<ScriptedShard> Adopted { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<Scene> Begin(Action<Scene, ScriptedShard, ShardInput, List<ShardAction>> script, params ImmutableArray<IEffectHandler> handlers)
    {
        var scene = new Scene(script, handlers);
        await scene.Node.Start(CancellationToken.None);
        await scene.Adopted.Task;
        return scene;
    }

    /// <summary>Answers each command once a commit of its instance is durable.</summary>
    public static void Record(Scene scene, ScriptedShard shard, ShardInput input, List<ShardAction> actions)
    {
        switch (input)
        {
            case ShardInput.Command command:
                var append = scene.Append(command.Instance);
                actions.Add(append);
                actions.Add(new ShardAction.Reply(command.Id, new CommandResult.Done(View(command.Instance, InstanceStatus.Running)), append.Pos));
                break;
            case ShardInput.Drain:
                actions.Add(new ShardAction.Stop("Drained.", true, 0));
                break;
        }
    }

    public static InstanceView View(InstanceId id, InstanceStatus status) => new()
    {
        Id = id,
        Workflow = new("test", "one"),
        Version = "1.0.0",
        Hash = new(new string('0', 64)),
        Status = status,
        Compensation = CompensationStatus.None,
        Input = JsonValue.Null,
        Output = JsonValue.Null,
        Labels = [],
        CreatedAt = DateTimeOffset.UnixEpoch,
        Tasks = [],
    };

    public ShardAction.Append Append(InstanceId instance)
    {
        var pos = Interlocked.Increment(ref _pos);
        return new(pos, instance, 1, 1, 0, new byte[10], null, null, null, Time.GetUtcNow());
    }

    public static CommandId LastCommand(ScriptedShard shard) => shard.Inputs.OfType<ShardInput.Command>().Last().Id;

    public void ExpectAnotherShard() => Adopted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<CommandResult> Ask(string instance) => Node.Send(new(instance), new Stimulus.Suspend(), CancellationToken.None);

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
