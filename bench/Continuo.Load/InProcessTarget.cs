using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Node = Continuo.Runtime.Node;

namespace Continuo.Load;

/// <summary>The engine in this process, on a real store.</summary>
internal sealed class InProcessTarget : ITarget
{
    private static readonly JsonValue s_answer = JsonObject.Of(("text", new string('x', 85)));
    private readonly Gates _gates = new();

    private InProcessTarget(Store store, params KeyValuePair<string, Function>[] functions)
    {
        Node = new Node(new NodeOptions
        {
            Journal = store.Journal,
            Definitions = store.Definitions,
            Queries = store.Queries,
            Limits = new() { EffectsPerNode = 1_000_000 },
            Functions = new FunctionRegistry([
                new("work", (_, _) => { _gates.Worked(); return ValueTask.FromResult(s_answer); }),
                new("pure", (_, _) => ValueTask.FromResult(s_answer)),
                new("gate", (_, cancellation) => _gates.Wait(cancellation)),
                .. functions,
            ])
            { Pure = ["pure"] },
        });
    }

    public Node Node { get; }

    public double CpuSeconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    public static async Task<InProcessTarget> Open(Options options, params KeyValuePair<string, Function>[] functions)
    {
        var target = new InProcessTarget(await Store.Open(options.Store, options.Data), functions);
        await target.Node.Start(default);
        return target;
    }

    public async Task Deploy(string workflow) => await Node.Deploy(WorkflowLoader.Load(workflow).Definition!, default);

    public async Task Run(string workflow)
    {
        var result = await Node.RunInstance(new WorkflowName("load", workflow), null, JsonValue.EmptyObject, new StartOptions(), TimeSpan.FromSeconds(60), default);
        if (result is not CommandResult.Viewed { Instance.Status: InstanceStatus.Completed })
        {
            throw new InvalidOperationException($"not completed: {result}");
        }
    }

    public async Task Start(string workflow) => await Start(workflow, JsonValue.EmptyObject);

    /// <summary>Starts one with an input; tries again while the node is busy.</summary>
    public async Task<InstanceId> Start(string workflow, JsonValue input)
    {
        while (true)
        {
            var result = await Node.StartInstance(new WorkflowName("load", workflow), null, input, new StartOptions(), default);
            if (result is CommandResult.Started started)
            {
                return started.View.Id;
            }

            if (result is not CommandResult.Busy)
            {
                throw new InvalidOperationException($"not started: {result}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>Starts many, a bounded number at a time.</summary>
    public Task StartMany(string workflow, int count, Func<int, JsonValue> input, Action<int, InstanceId>? started = null) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 512 }, async (i, _) =>
        {
            var id = await Start(workflow, input(i));
            started?.Invoke(i, id);
        });

    public async Task Publish(IEnumerable<JsonValue> events)
    {
        while (await Node.Publish([.. events], default) is not CommandResult.Published)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    public Task<bool> PassGate() => _gates.PassOne();

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
