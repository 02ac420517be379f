using Continuo.Runtime.Archiving;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime;

/// <summary>How long a store remembers.</summary>
public sealed record RetentionOptions
{
    /// <summary>A week: what went wrong on a holiday can still be looked at, and retried.</summary>
    public static readonly TimeSpan Standard = TimeSpan.FromDays(7);

    /// <summary>The store that forgets.</summary>
    public required IRetention Store { get; init; }

    /// <summary>Instances are deleted so long after their end; then their id is free again. <see cref="Timeout.InfiniteTimeSpan"/> keeps them for ever.</summary>
    public TimeSpan Instances { get; init; } = Standard;

    /// <summary>Keeps what the store forgets; null forgets it for good.</summary>
    public IInstanceArchive? Archive { get; init; }

    /// <summary>Events are deleted so long after they were published, unless a listener has still to read them; then a repeat is a new event. Infinite keeps them for ever.</summary>
    public TimeSpan Events { get; init; } = Standard;
}
