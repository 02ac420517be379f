using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Services;
using Continuo.Services.Registry;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.DependencyInjection;
using Node = Continuo.Runtime.Node;

namespace Continuo.Samples.Tests;

/// <summary>An engine in this process over a store in memory, with the real HTTP effect.</summary>
internal sealed class EmbeddedNode : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    private readonly ServiceProvider _host;
    private readonly Node _node;

    private EmbeddedNode(MemoryStore store, Action<ServicesOptions>? configure)
    {
        _host = new ServiceCollection().AddContinuoServices(configure).BuildServiceProvider();
        var journal = new MemoryJournal(store);
        _node = new Node(new NodeOptions { Journal = journal, Definitions = journal, Queries = journal, Handlers = [.. _host.GetServices<IEffectHandler>()] });
    }

    public static async Task<EmbeddedNode> Start(MemoryStore? store = null, Action<ServicesOptions>? configure = null)
    {
        var node = new EmbeddedNode(store ?? new MemoryStore(4), configure);
        await node._node.Start(CancellationToken.None);
        return node;
    }

    public async Task<WorkflowDefinition> Deploy(string sample)
    {
        var definition = WorkflowLoader.Load(await File.ReadAllTextAsync(Path.Combine(Repository.Samples, sample))).Definition!;
        await _node.Deploy(definition, CancellationToken.None);
        return definition;
    }

    public async Task<InstanceId> StartInstance(WorkflowDefinition definition, JsonValue input, string id) =>
        Assert.IsType<CommandResult.Started>(await _node.StartInstance(definition.Name, null, input, new StartOptions(new InstanceId(id)), CancellationToken.None)).View.Id;

    public async Task<InstanceView> End(InstanceId id) => Assert.IsType<CommandResult.Viewed>(await _node.WaitForEnd(id, s_patience, CancellationToken.None)).Instance;

    public async Task<InstanceView> Run(WorkflowDefinition definition, JsonValue input, string id) => await End(await StartInstance(definition, input, id));

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _host.DisposeAsync();
    }
}
