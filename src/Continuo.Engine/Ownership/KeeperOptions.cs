namespace Continuo.Engine.Ownership;

/// <summary>The times of a keeper.</summary>
public sealed record KeeperOptions
{
    /// <summary>How long until a shard that another living node holds is claimed again. It is offered when it is free; this is for offers that are lost.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long until a claim that came to nothing is tried again.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a holder may be one that the membership has never shown before it is taken for dead. A node that has just come is seen by some earlier than by others, so it must be longer than
    /// news of the membership take.
    /// </summary>
    public TimeSpan Stranger { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Shards of one claim: the first of them serve while the others are read.</summary>
    public int ShardsPerClaim { get; init; } = 32;
}
