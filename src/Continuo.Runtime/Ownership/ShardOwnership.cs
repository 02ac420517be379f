using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Ownership;

/// <summary>A node among others: what its cluster tells it and asks of it.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ShardOwnership
{
    private readonly HashSet<string> _leaving = [];
    private readonly IShardRouter _router;
    private readonly string _name;
    private readonly ShardHost _host;
    private readonly CommandRouter _commands;
    private readonly EndOfInstances _ends;
    private readonly DefinitionCache _definitions;
    private readonly NodeHealth _health;
    private KeeperInput.Members _members = new([], []);

    internal ShardOwnership(NodeOptions options, ShardHost host, CommandRouter commands, EndOfInstances ends, DefinitionCache definitions, NodeHealth health)
    {
        (_host, _commands, _ends, _definitions, _health) = (host, commands, ends, definitions, health);
        (_router, _name) = (options.Router!, options.Name);
        Driver = new KeeperDriver(options, host);
    }

    /// <summary>The shards that are here, in their order.</summary>
    public ImmutableArray<ShardId> Here => [.. Enumerable.Range(0, _host.Shards).Where(_host.Claims.IsHere).Select(shard => new ShardId(shard))];

    internal KeeperDriver Driver { get; }

    /// <summary>Where a shard belongs by the membership that this node was told last; null when nobody is there.</summary>
    public string? OwnerOf(ShardId shard) => Driver.Placement.OwnerOf(shard);

    public bool IsHere(ShardId shard) => _host.Claims.IsHere(shard.Number);

    /// <summary>The membership as it is now: this node claims and gives up shards accordingly.</summary>
    /// <param name="nodes">Those that live, this one included once it has joined.</param>
    /// <param name="dead">Those that were declared dead.</param>
    public void Members(ImmutableArray<string> nodes, ImmutableArray<string> dead)
    {
        lock (_leaving)
        {
            _members = new(nodes, dead);
            Driver.Tell(_members with { Nodes = [.. nodes.Where(node => !_leaving.Contains(node))] });
        }
    }

    /// <summary>Hands every shard over; completes when none is here any more.</summary>
    public Task Leave()
    {
        _router.Tell(new NodeNews.Leaving(_name));
        return Driver.Leave();
    }

    /// <summary>A command that another node sends for a shard that it takes for ours.</summary>
    public Task<RoutedAnswer> Serve(ShardId shard, ShardInput command, CancellationToken cancellation) => _commands.Serve(shard, command, cancellation);

    /// <summary>The instance once it has ended, or as it is when the patience is over; for another node.</summary>
    public async Task<RoutedAnswer> WaitForEnd(InstanceId instance, TimeSpan patience, CancellationToken cancellation)
    {
        var shard = ShardId.Of(instance, _host.Shards);
        if (!IsHere(shard))
        {
            return new RoutedAnswer.NotThere();
        }

        var result = await _ends.WaitHere(instance, patience, cancellation);
        return result is null ? new RoutedAnswer.NotThere() : new RoutedAnswer.Answered(result);
    }

    /// <summary>What another node tells.</summary>
    public void Hear(NodeNews news)
    {
        switch (news)
        {
            case NodeNews.EventsGrew grew:
                _host.EventsAre(grew.Part, grew.Tail);
                break;
            case NodeNews.Released released:
                Driver.Tell(new KeeperInput.Offered(released.Shard));
                break;
            case NodeNews.Leaving leaving:
                lock (_leaving)
                {
                    _leaving.Add(leaving.Node);
                }

                Members(_members.Nodes, _members.Dead);
                break;
            case NodeNews.Deployed deployed:
                _definitions.Forget(new WorkflowName(deployed.Namespace, deployed.Name));
                break;
        }
    }

    /// <summary>This node was declared dead or must not go on for another reason: it stops, and its host is told.</summary>
    public void Fail(string why) => _host.GiveUp(why);

    internal bool IsStopped => _health.StoppedBecause is not null;
}
