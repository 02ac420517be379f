using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Journaling;

/// <summary>What a store forgets, a little at a time. Every journal passes the same contract suite.</summary>
/// <remarks>
/// Called from any thread, one call at a time, beside the commits. Which instances go is the shards' to say, by <see cref="ShardAction.Delete"/>: so
/// nothing of an instance is decided while it is deleted. Both methods throw <see cref="JournalUnavailableException"/> like those of <see cref="IJournal"/>.
/// </remarks>
public interface IRetention
{
    /// <summary>
    /// Instances that ended at or before a time and owe nothing, in the order (end, number); but none whose children are still there: another of its id would meet
    /// them in place of its own.
    /// </summary>
    /// <param name="through">The latest end.</param>
    /// <param name="after">The last one of the page before.</param>
    /// <param name="limit">The most of them.</param>
    /// <param name="cancellation">Ends the read.</param>
    ValueTask<ImmutableArray<EndedInstance>> ReadEnded(DateTimeOffset through, EndedInstance? after, int limit, CancellationToken cancellation);

    /// <summary>
    /// Takes away at most so many rows: of the journals of deleted instances, and events that were appended at or before a time, but those that a listener has still
    /// to read, and the newest one of a part. Writes nothing when there are none, or when the writer is fenced.
    /// </summary>
    /// <returns>Whether there may be more.</returns>
    ValueTask<bool> Clean(DateTimeOffset eventsThrough, int limit, CancellationToken cancellation);
}

/// <summary>An instance whose retention has begun.</summary>
public readonly record struct EndedInstance(InstanceId Instance, long Number, DateTimeOffset At);
