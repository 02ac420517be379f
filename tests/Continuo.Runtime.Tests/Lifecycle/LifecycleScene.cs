using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Lifecycle;
using Continuo.Runtime.Tests.Fakes;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Lifecycle;

/// <summary>A node over a store in memory, and what it tells of the lives of its instances.</summary>
internal sealed class LifecycleScene : IAsyncDisposable
{
    private readonly List<Node> _nodes = [];
    private readonly MemoryStore _store = new(4);
    private readonly Dictionary<string, Function> _functions = new(StringComparer.Ordinal);

    public static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    public MemoryJournal Journal { get; private set; } = null!;

    public LifecycleScene With(string name, Function function)
    {
        _functions[name] = function;
        return this;
    }

    public async Task<Node> Start(IInstanceQueries? queries = null, IRecordStore? records = null, params ILifecycleSink[] sinks)
    {
        Journal = new MemoryJournal(_store);
        var node = new Node(new NodeOptions
        {
            Journal = Journal,
            Definitions = Journal,
            Queries = queries ?? Journal,
            Records = records ?? Journal,
            LifecycleSinks = [.. sinks],
            Functions = new FunctionRegistry(_functions),
        });
        _nodes.Add(node);
        await node.Start(CancellationToken.None);
        return node;
    }

    public static async Task Deploy(Node node, string name, string tasks) => await node.Deploy(new Loaded("1.0.0", name, tasks).Definition, CancellationToken.None);

    public static async Task<InstanceId> Begin(Node node, string name, JsonValue input = default)
    {
        var started = await node.StartInstance(new("t", name), null, input, new StartOptions(new InstanceId(name)), CancellationToken.None);
        return Assert.IsType<CommandResult.Started>(started).View.Id;
    }

    /// <summary>What is told of an instance until its last change of status, in short: <c>task.created a</c>.</summary>
    public static async Task<List<LifecycleEvent>> Life(Node node, InstanceId instance, LifecyclePlace? after = null, Func<LifecycleEvent, bool>? isLast = null)
    {
        var told = new List<LifecycleEvent>();
        await foreach (var happened in node.Lifecycle.Subscribe(new(Instance: instance), after ?? LifecyclePlace.Start, Soon))
        {
            told.Add(happened);
            if (isLast?.Invoke(happened) ?? IsEnd(happened))
            {
                break;
            }
        }

        return told;
    }

    public static string InShort(IEnumerable<LifecycleEvent> told, bool withStatus = false) =>
        string.Join('\n', told.Where(happened => withStatus || !happened.Type.Contains("status-changed", StringComparison.Ordinal)).Select(InShort));

    public static bool IsEnd(LifecycleEvent happened) =>
        InShort(happened) is "workflow.status-changed completed" or "workflow.status-changed faulted" or "workflow.status-changed cancelled";

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static string InShort(LifecycleEvent happened)
    {
        var data = happened.Event["data"];
        var type = happened.Type["io.serverlessworkflow.".Length..^".v1".Length];
        var task = data["task"].AsString?.Split('/')[^1];
        return string.Join(' ', new[] { type, task, happened.Event["iteration"].AsString, data["status"].AsString }.OfType<string>());
    }
}
