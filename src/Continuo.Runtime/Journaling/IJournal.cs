using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Journaling;

/// <summary>The truth: commits of instances, and what is needed to find them again.</summary>
/// <remarks>
/// What concerns one writer (<see cref="Claim"/>, <see cref="Release"/>, <see cref="Commit"/>, <see cref="Checkpoint"/>) is called by one caller at a time, several
/// writers at once; reads come from any thread. An expected failure is a value; a method throws <see cref="JournalUnavailableException"/> when the store cannot be
/// reached. Every implementation passes the same contract suite.
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>The number of shards, frozen when the store was made.</summary>
    int Shards { get; }

    /// <summary>The number of parts of the event log.</summary>
    int EventParts { get; }

    /// <summary>How many writers this process has: shard s always commits through writer s % Writers, and what happens to a writer concerns its shards only.</summary>
    int Writers { get; }

    /// <summary>What positions are unique in.</summary>
    PositionScope Positions { get; }

    /// <summary>Claims shards of one writer for this process.</summary>
    /// <param name="node">Who claims, for those who ask.</param>
    /// <param name="shards">Which; all of the same writer.</param>
    /// <param name="mode">
    /// Taking over fences every writer that holds one of them first, this process's own included, which then is a new incarnation: so a commit whose outcome is unknown is
    /// stored or not, and never will be later. The shards of a fenced writer are free to claim, also those that were not asked for.
    /// </param>
    /// <param name="cancellation">Ends the attempt; a claim that broke off may have been made.</param>
    ValueTask<ClaimAnswer> Claim(string node, ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken cancellation);

    /// <summary>Gives a shard up, after the last commit of it. Does nothing when it is not this process's any more.</summary>
    ValueTask Release(ShardId shard, CancellationToken cancellation);

    /// <summary>Stores a batch of slices, all of shards of one writer, as one transaction, durable when it returns.</summary>
    /// <remarks>New payloads are kept with their instance, each once, for as long as it is there: later commits refer to them by hash.</remarks>
    /// <exception cref="JournalUnavailableException">Nothing of it is stored; the same batch may be given again.</exception>
    /// <exception cref="CommitRefusedException">Nothing of it is stored, nor will it be: its slices may be given one by one, to find the guilty one.</exception>
    ValueTask<CommitOutcome> Commit(int writer, IReadOnlyList<ShardAction> batch, CancellationToken cancellation);

    /// <summary>Writes the heads of instances whose rows lag, so that the next adoption scans less. Lowest priority; a fenced writer's does nothing.</summary>
    /// <param name="writer">Whose shards.</param>
    /// <param name="through">For shards of which no more rows lag: everything up to here is told by rows once these heads are written.</param>
    /// <param name="heads">Newest positions of instances whose rows lag.</param>
    /// <param name="eventMarks">How far shards have read each part of the event log.</param>
    /// <param name="cancellation">Ends it.</param>
    ValueTask Checkpoint(int writer, IReadOnlyDictionary<ShardId, long> through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation);

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

    /// <summary>Who holds which shard, for operators.</summary>
    ValueTask<StoreOwnership> ReadOwnership(CancellationToken cancellation);
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

    /// <summary>Somebody has fenced this writer: nothing is stored, and nothing ever will be by it.</summary>
    public sealed record Fenced(string Why) : CommitOutcome;

    /// <summary>It may be stored or not: fence the own writer, claim again and reload the shards.</summary>
    public sealed record Unknown(string Why) : CommitOutcome;
}

public sealed record RejectedSlice(ShardId Shard, long Pos, string Reason)
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
