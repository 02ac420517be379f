using System.Collections.Immutable;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Ownership;

/// <summary>Everything that a keeper can be told.</summary>
public abstract record KeeperInput
{
    private KeeperInput()
    {
    }

    /// <summary>The membership as this node sees it now.</summary>
    /// <param name="Nodes">Those that live and take shards.</param>
    /// <param name="Dead">Those that were declared dead, as far as they are remembered: they will never write with consent again.</param>
    public sealed record Members(ImmutableArray<string> Nodes, ImmutableArray<string> Dead) : KeeperInput;

    /// <summary>What became of a <see cref="KeeperAction.Claim"/>.</summary>
    /// <param name="Claimed">Ours now, read and seated.</param>
    /// <param name="Held">Another node's, which lives as far as the store knows.</param>
    public sealed record Answered(ImmutableArray<ShardId> Claimed, ImmutableArray<(ShardId Shard, string Node)> Held) : KeeperInput;

    /// <summary>A claim came to nothing, such as for a store that cannot be reached. None of these shards is here.</summary>
    public sealed record Failed(ImmutableArray<ShardId> Shards) : KeeperInput;

    /// <summary>A shard that was to drain has come to rest, or its time for that is over.</summary>
    public sealed record Drained(ShardId Shard) : KeeperInput;

    /// <summary>A shard was given up: the store says so, or there was no reaching it, and then the next owner takes it over.</summary>
    public sealed record Released(ShardId Shard) : KeeperInput;

    /// <summary>A shard is here no more, and not by our will: another node has taken it over.</summary>
    public sealed record Lost(ShardId Shard) : KeeperInput;

    /// <summary>Another node has released a shard that it takes for ours.</summary>
    public sealed record Offered(ShardId Shard) : KeeperInput;

    /// <summary>This node ends: everything is handed over.</summary>
    public sealed record Leave : KeeperInput;

    public sealed record Clock : KeeperInput;
}
