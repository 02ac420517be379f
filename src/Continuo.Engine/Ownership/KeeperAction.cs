using System.Collections.Immutable;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Ownership;

/// <summary>What a keeper asks of its node.</summary>
public abstract record KeeperAction
{
    private KeeperAction()
    {
    }

    /// <summary>Claim these shards, read and seat them; answered by <see cref="KeeperInput.Answered"/> or <see cref="KeeperInput.Failed"/>.</summary>
    public sealed record Claim(ImmutableArray<ShardId> Shards, ClaimMode Mode) : KeeperAction;

    /// <summary>Let a shard come to rest; answered by <see cref="KeeperInput.Drained"/>, in bounded time.</summary>
    public sealed record Drain(ShardId Shard) : KeeperAction;

    /// <summary>Give a shard up in the store; answered by <see cref="KeeperInput.Released"/>.</summary>
    public sealed record Release(ShardId Shard) : KeeperAction;

    /// <summary>Tell a node that a shard of its own is free now (<see cref="KeeperInput.Offered"/>). If the word is lost, it finds out by itself.</summary>
    public sealed record Offer(string Node, ShardId Shard) : KeeperAction;

    /// <summary>Everything is handed over, after <see cref="KeeperInput.Leave"/>.</summary>
    public sealed record Left : KeeperAction;

    /// <summary>Send <see cref="KeeperInput.Clock"/> at this time; replaces the alarm before.</summary>
    public sealed record Alarm(DateTimeOffset At) : KeeperAction;
}
