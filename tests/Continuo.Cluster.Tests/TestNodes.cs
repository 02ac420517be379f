using System.Collections.Concurrent;
using Continuo.Cluster.Membership;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Ownership;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using Xunit;
using Node = Continuo.Runtime.Node;

namespace Continuo.Cluster.Tests;

/// <summary>Silos of one process, each with a node, over one store in memory.</summary>
public sealed class TestNodes : IAsyncDisposable
{
    private const int Shards = 16;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly InProcessTestCluster _cluster;

    private TestNodes(MemoryStore store, InProcessTestCluster cluster) => (Store, _cluster) = (store, cluster);

    public MemoryStore Store { get; }

    public ConcurrentQueue<string> Notes { get; private init; } = new();

    /// <summary>Of the silos that live, in the order in which they came.</summary>
    public IReadOnlyList<Node> Nodes => [.. _cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<Node>())];

    public static async Task<TestNodes> Start(short silos)
    {
        var store = new MemoryStore(Shards) { Positions = PositionScope.Shard, Writers = 2 };
        var notes = new ConcurrentQueue<string>();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureHost(host => host.Logging.ClearProviders());
        builder.ConfigureSilo((_, silo) =>
        {
            ClusterHosting.Configure(silo, TimeSpan.FromSeconds(1), 2);
            silo.Services.AddSingleton(services => Create(store, notes, services.GetRequiredService<INodeSeat>(), services.GetRequiredService<ILoggerFactory>()));
            silo.Services.AddSingleton<IHostedService, NodeHost>();
            silo.Services.FollowContinuoCluster();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(store, cluster) { Notes = notes };
    }

    public async Task Join() => await _cluster.StartAdditionalSiloAsync();

    /// <summary>In order.</summary>
    public async Task Leave(int silo) => await _cluster.StopSiloAsync(_cluster.Silos[silo]);

    /// <summary>Without a word; what it runs is cut off.</summary>
    public async Task Kill(int silo) => await _cluster.KillSiloAsync(_cluster.Silos[silo]);

    public async Task Settled()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var ownerships = Nodes.Select(node => node.Ownership!).ToList();
            var placement = Placement.Of(_cluster.Silos.Select(silo => silo.SiloAddress.ToParsableString()), Shards);
            if (_cluster.Silos.Zip(ownerships).All(pair => pair.Second.Here.SequenceEqual(placement.ShardsOf(pair.First.SiloAddress.ToParsableString()))))
            {
                return;
            }

            await Task.Delay(10, patience.Token);
        }
    }

    public static async Task Deploy(Node node, string name, string body)
    {
        var loaded = WorkflowLoader.Load($"document: {{dsl: '1.0.3', namespace: t, name: {name}, version: '1.0.0'}}\n{body}");
        Assert.NotNull(loaded.Definition);
        await node.Deploy(loaded.Definition, default);
    }

    public static InstanceId IdAt(Node node, string prefix) =>
        Enumerable.Range(0, 10_000).Select(i => new InstanceId($"{prefix}{i}")).First(id => node.Ownership!.IsHere(ShardId.Of(id, Shards)));

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private static Node Create(MemoryStore store, ConcurrentQueue<string> notes, INodeSeat seat, ILoggerFactory loggers)
    {
        var journal = new MemoryJournal(store);
        var node = new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = journal,
            Queries = journal,
            Records = journal,
            Router = seat.Router,
            Name = seat.Name,
            Loggers = loggers,
            Functions = new FunctionRegistry([KeyValuePair.Create<string, Function>("note", (input, _) =>
            {
                notes.Enqueue(input.ToString());
                return new(input);
            })]),
        });
        seat.Take(node);
        return node;
    }

    private sealed class NodeHost(Node node) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => node.Start(cancellationToken);

        // A silo that is killed is stopped with a token that is cancelled already: then it is cut off as it is.
        public async Task StopAsync(CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                node.Ownership!.Fail("it was killed");
            }
            else
            {
                await node.Drain(TimeSpan.FromSeconds(10));
            }
        }
    }
}
