using System.Collections.Concurrent;
using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Ownership;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Continuo.Runtime.Tests.Ownership;

/// <summary>Nodes of one process over one store, that reach each other by a call.</summary>
internal sealed class LocalCluster(PositionScope positions = PositionScope.Shard, int writers = 2) : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Member> _members = new();
    private readonly HashSet<string> _dead = [];

    public MemoryStore Store { get; } = new(16) { Positions = positions, Writers = writers };

    /// <summary>What the function <c>note</c> was called with, and on which node.</summary>
    public ConcurrentQueue<(string Node, string Input)> Notes { get; } = new();

    /// <summary>Calls of the function <c>hold</c> end once this completes.</summary>
    public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Holding { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Node this[string name] => _members[name].Node;

    public async Task<Node> Join(string name, Func<IJournal, IJournal>? decorate = null)
    {
        var memory = new MemoryJournal(Store);
        var journal = decorate?.Invoke(memory) ?? memory;
        var router = new Router(this, name);
        var node = new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = memory,
            Queries = memory,
            Records = memory,
            Router = router,
            Name = name,
            Keeping = new KeeperOptions { Look = TimeSpan.FromMilliseconds(50), Stranger = TimeSpan.FromSeconds(1) },
            HandOverPatience = TimeSpan.FromMilliseconds(300),
            Functions = new FunctionRegistry([KeyValuePair.Create<string, Function>("note", (input, _) => Note(name, input)), KeyValuePair.Create<string, Function>("hold", Hold)]),
            Loggers = NullLoggerFactory.Instance,
        });
        await node.Start(CancellationToken.None);
        _members[name] = new(node);
        Announce();
        return node;
    }

    /// <summary>In order: everything is handed over.</summary>
    public async Task Leave(string name)
    {
        var node = _members[name].Node;
        await node.Drain(Patience);
        _members.TryRemove(name, out _);
        Announce();
    }

    /// <summary>It neither hears nor is heard any more; it goes on by itself, and is declared dead.</summary>
    public void Kill(string name)
    {
        _members[name].IsCutOff = true;
        lock (_dead)
        {
            _dead.Add(name);
        }

        Announce();
    }

    public async Task Settled()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var living = _members.Where(member => !member.Value.IsCutOff).ToDictionary(member => member.Key, member => member.Value.Node.Ownership!);
        var placement = Placement.Of(living.Keys, Store.Shards);
        while (!living.All(member => member.Value.Here.SequenceEqual(placement.ShardsOf(member.Key))))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    public static async Task Deploy(Node node, string name, string body)
    {
        var loaded = WorkflowLoader.Load($"document: {{dsl: '1.0.3', namespace: t, name: {name}, version: '1.0.0'}}\n{body}");
        Assert.NotNull(loaded.Definition);
        await node.Deploy(loaded.Definition, default);
    }

    /// <summary>An instance in a shard that sits at a node, whichever node is asked.</summary>
    public InstanceId IdAt(string node, string prefix = "i") =>
        Enumerable.Range(0, 10_000).Select(i => new InstanceId($"{prefix}{i}")).First(id => _members[node].Node.Ownership!.IsHere(ShardId.Of(id, Store.Shards)));

    public async ValueTask DisposeAsync()
    {
        Held.TrySetResult();
        foreach (var member in _members.Values)
        {
            await member.Node.DisposeAsync();
        }
    }

    private void Announce()
    {
        ImmutableArray<string> dead;
        lock (_dead)
        {
            dead = [.. _dead];
        }

        ImmutableArray<string> living = [.. _members.Where(member => !member.Value.IsCutOff).Select(member => member.Key)];
        foreach (var member in _members.Values.Where(member => !member.IsCutOff))
        {
            member.Node.Ownership!.Members(living, dead);
        }
    }

    private ValueTask<JsonValue> Note(string node, JsonValue input)
    {
        Notes.Enqueue((node, input.ToString()));
        return new(input);
    }

    private async ValueTask<JsonValue> Hold(JsonValue input, CancellationToken cancellation)
    {
        Holding.TrySetResult();
        await Held.Task.WaitAsync(cancellation);
        return input;
    }

    private sealed class Member(Node node)
    {
        public Node Node { get; } = node;

        public volatile bool IsCutOff;
    }

    private sealed class Router(LocalCluster cluster, string self) : IShardRouter
    {
        public async Task<RoutedAnswer> Send(ShardId shard, ShardInput command, CancellationToken cancellation) =>
            Find(shard) is { } member ? await Guard(member, () => member.Node.Ownership!.Serve(shard, command, cancellation)) : new RoutedAnswer.NotThere();

        public async Task<RoutedAnswer> WaitForEnd(ShardId shard, InstanceId instance, TimeSpan patience, CancellationToken cancellation) =>
            Find(shard) is { } member ? await Guard(member, () => member.Node.Ownership!.WaitForEnd(instance, patience, cancellation)) : new RoutedAnswer.NotThere();

        public void Tell(NodeNews news)
        {
            foreach (var name in cluster._members.Keys.Where(name => name != self))
            {
                Tell(name, news);
            }
        }

        public void Tell(string node, NodeNews news)
        {
            if (Reach(node) is { } member)
            {
                member.Node.Ownership!.Hear(news);
            }
        }

        private static async Task<RoutedAnswer> Guard(Member member, Func<Task<RoutedAnswer>> call)
        {
            var answer = await call();
            return member.IsCutOff ? new RoutedAnswer.Unclear("it is cut off") : answer;
        }

        private Member? Find(ShardId shard) =>
            cluster._members.TryGetValue(self, out var own) && own.Node.Ownership!.OwnerOf(shard) is { } owner ? Reach(owner) : null;

        private Member? Reach(string node) =>
            cluster._members.TryGetValue(self, out var own) && !own.IsCutOff && cluster._members.TryGetValue(node, out var member) && !member.IsCutOff ? member : null;
    }
}
