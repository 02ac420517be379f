using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Node = Continuo.Runtime.Node;

namespace Continuo.Load;

/// <summary>The engine in this process, on a real SQLite file.</summary>
internal sealed class InProcessTarget : ITarget
{
    private static readonly JsonValue s_answer = JsonObject.Of(("text", new string('x', 85)));
    private readonly Gates _gates = new();
    private readonly Node _node;

    private InProcessTarget(SqliteJournal journal)
    {
        _node = new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = journal,
            Queries = journal,
            Limits = new() { EffectsPerNode = 1_000_000 },
            Functions = new FunctionRegistry([
                new("work", (_, _) => { _gates.Worked(); return ValueTask.FromResult(s_answer); }),
                new("gate", (_, cancellation) => _gates.Wait(cancellation)),
            ]),
        });
    }

    public double CpuSeconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    public static async Task<InProcessTarget> Open(string data)
    {
        var target = new InProcessTarget(SqliteJournal.Open(new SqliteJournalOptions { Folder = data }));
        await target._node.Start(default);
        return target;
    }

    public async Task Deploy(string workflow) => await _node.Deploy(WorkflowLoader.Load(workflow).Definition!, default);

    public async Task Run(string workflow)
    {
        var result = await _node.RunInstance(new WorkflowName("load", workflow), null, JsonValue.EmptyObject, new StartOptions(), TimeSpan.FromSeconds(60), default);
        if (result is not CommandResult.Viewed { Instance.Status: InstanceStatus.Completed })
        {
            throw new InvalidOperationException($"not completed: {result}");
        }
    }

    public async Task Start(string workflow) => await _node.StartInstance(new WorkflowName("load", workflow), null, JsonValue.EmptyObject, new StartOptions(), default);

    public Task<bool> PassGate() => _gates.PassOne();

    public ValueTask DisposeAsync() => _node.DisposeAsync();
}
