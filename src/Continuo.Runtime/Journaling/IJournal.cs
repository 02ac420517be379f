using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Journaling;

/// <summary>The truth: commits of instances, and what is needed to find them again.</summary>
/// <remarks>
/// <see cref="Commit"/> is called by one writer at a time, reads come from any thread. An expected failure is a value; a method throws
/// <see cref="JournalUnavailableException"/> when the store cannot be reached. Every implementation passes the same contract suite.
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>The number of shards, frozen when the store was made.</summary>
    int Shards { get; }

    /// <summary>The number of parts of the event log.</summary>
    int EventParts { get; }

    /// <summary>Registers this process as a writer, fencing whichever process wrote before, and claims every shard.</summary>
    /// <returns>The newest position in the store: positions given from now on are greater.</returns>
    ValueTask<long> Claim(string node, CancellationToken cancellation);

    /// <summary>Stores a batch as one transaction, durable when it returns.</summary>
    /// <remarks>New payloads are kept with their instance, each once, for as long as it is there: later commits refer to them by hash.</remarks>
    /// <exception cref="JournalUnavailableException">Nothing of it is stored; the same batch may be given again.</exception>
    /// <exception cref="CommitRefusedException">Nothing of it is stored, nor will it be: its slices may be given one by one, to find the guilty one.</exception>
    ValueTask<CommitOutcome> Commit(IReadOnlyList<ShardAction> batch, CancellationToken cancellation);

    /// <summary>Writes the heads of instances whose rows lag, so that the next adoption scans less. Lowest priority; a fenced writer's does nothing.</summary>
    ValueTask Checkpoint(long through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation);

    ValueTask<ShardImage> ReadImage(ShardId shard, CancellationToken cancellation);

    /// <summary>An instance with every payload that its snapshot and the commits after it refer to.</summary>
    /// <param name="instance">Which.</param>
    /// <param name="head">Its newest position where the caller knows better than the row, else null.</param>
    /// <param name="cancellation">Ends the read.</param>
    ValueTask<StoredInstance?> Load(InstanceId instance, long? head, CancellationToken cancellation);

    /// <summary>Rows of a shard after <paramref name="from"/> and up to <paramref name="through"/>, in the order (wake, number).</summary>
    ValueTask<ImmutableArray<Wake>> ReadWake(ShardId shard, Wake? from, DateTimeOffset through, int limit, CancellationToken cancellation);

    /// <summary>Events of a part after <paramref name="after"/> that have one of the keys (none: all), and how far the read looked.</summary>
    ValueTask<EventPage> ReadEvents(int part, ImmutableArray<EventKey> keys, long after, int limit, CancellationToken cancellation);
}

/// <param name="Events">In the order of their places.</param>
/// <param name="Through">Every event up to here was considered.</param>
public sealed record EventPage(ImmutableArray<StoredEvent> Events, long Through);

/// <summary>How a commit ended.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>Durable, but for the slices named here, of which nothing is stored.</summary>
    /// <param name="Rejected">Slices refused for a known reason, such as an id that exists.</param>
    /// <param name="Events">For each <see cref="ShardAction.AppendEvents"/>, the places of its events.</param>
    public sealed record Committed(ImmutableArray<RejectedSlice> Rejected, ImmutableArray<AppendedEvents> Events) : CommitOutcome;

    /// <summary>Another writer has fenced this one: nothing is stored, and nothing ever will be by it.</summary>
    public sealed record Fenced(string Why) : CommitOutcome;

    /// <summary>It may be stored or not: fence the own writer, claim again and reload the shards.</summary>
    public sealed record Unknown(string Why) : CommitOutcome;
}

public sealed record RejectedSlice(long Pos, string Reason)
{
    /// <summary>A first commit whose id another instance has.</summary>
    public const string InstanceExists = "instance-exists";

    /// <summary>The commit that this one follows was rejected.</summary>
    public const string EarlierRejected = "earlier-rejected";

    /// <summary>Space is short: no instance is started until there is more; those that run go on.</summary>
    public const string DiskFull = "disk-full";

    /// <summary>More bytes than the store can keep as one.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The store will not have it; the log says why.</summary>
    public const string NotStorable = "not-storable";
}

/// <param name="Id">The publish command.</param>
/// <param name="Part">The part.</param>
/// <param name="Positions">One place for each event given; duplicates have their first place.</param>
/// <param name="New">Those that are new, with their keys.</param>
/// <param name="Tail">The part's tail after the commit.</param>
public sealed record AppendedEvents(CommandId Id, int Part, ImmutableArray<long> Positions, ImmutableArray<EventKey> New, long Tail);

/// <summary>The store cannot be reached or is not usable; says why and what to do.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
