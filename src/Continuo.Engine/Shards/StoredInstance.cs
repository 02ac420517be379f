using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Shards;

/// <summary>The queryable columns of an instance, each exact because it is written in the commit that changes it.</summary>
/// <param name="Number">The store's own key: the position of the instance's first commit.</param>
/// <param name="HeadPos">The instance's newest commit when this row was written.</param>
/// <param name="Labels">Written with the first row only; afterwards default.</param>
public sealed record InstanceRow(
    long Number,
    InstanceId Id,
    Guid Run,
    DefinitionHash Definition,
    WorkflowName Workflow,
    string Version,
    InstanceStatus Status,
    CompensationStatus Compensation,
    bool Incident,
    InstanceId? Parent,
    WakeAt? Wake,
    long HeadPos,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    ImmutableArray<KeyValuePair<string, string>> Labels)
{
    /// <summary>
    /// What lists can be asked for beside the columns: <c>input.NAME</c>, <c>output.NAME</c> as the definition names them, and of a fault <c>error.type</c>,
    /// <c>error.status</c>, <c>error.title</c> and <c>error.pointer</c>. All of them, in place of those before; default when they are as they were.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, JsonValue>> Fields { get; init; }
}

/// <summary>An instance as the journal has it: the snapshot and every commit after it, in order.</summary>
/// <param name="Number">See <see cref="InstanceRow.Number"/>.</param>
/// <param name="HeadPos">The position of its newest commit.</param>
/// <param name="HeadSeq">The place of that commit in the instance's own history, from one.</param>
/// <param name="SnapshotPos">The position that the snapshot includes; zero without one.</param>
public sealed record StoredInstance(InstanceId Id, long Number, long HeadPos, long HeadSeq, long SnapshotPos, ReadOnlyMemory<byte>? Snapshot, ImmutableArray<ReadOnlyMemory<byte>> Commits)
{
    /// <summary>All that the snapshot and these commits refer to, each once.</summary>
    public ImmutableArray<Payload> Payloads { get; init; } = [];

    internal long PayloadBytes => Payloads.Sum(payload => (long)payload.Bytes.Length);
}

/// <summary>The payloads of a commit, to be stored in its transaction.</summary>
/// <param name="New">Contents to keep with the instance; one that is there already stays as it is.</param>
/// <param name="Facts">All that the facts refer to, also within each other.</param>
/// <param name="Snapshot">All that the snapshot refers to.</param>
public sealed record PayloadChanges(ImmutableArray<Payload> New, ImmutableArray<PayloadHash> Facts, ImmutableArray<PayloadHash> Snapshot);

/// <summary>An instance and when it must be looked at; read in the order (wake, number).</summary>
public readonly record struct Wake(WakeAt At, long Number, InstanceId Instance);

/// <summary>What a listener waits for, as the store keeps it for the adoption of a shard.</summary>
/// <param name="Since">Events after this place are read.</param>
public sealed record Subscription(InstanceId Instance, int Frame, ImmutableArray<Events.EventKey> Keys, long Since)
{
    /// <summary>What an event must have, one of these, to concern the listener, where that is less than its keys say. Default: its keys. A store may forget them, and then more is looked at.</summary>
    public ImmutableArray<Events.EventKey> Pokes { get; init; }

    internal bool IsNarrow => !Pokes.IsDefault;
}

/// <summary>Subscriptions that a commit adds, and frames of the instance whose subscriptions it ends.</summary>
public sealed record SubscriptionChanges(ImmutableArray<Subscription> Added, ImmutableArray<int> Ended);

/// <summary>An instance during whose load a process may have died.</summary>
/// <param name="Strikes">How many times in a row, this time included.</param>
public sealed record Suspect(InstanceId Instance, int Strikes);

/// <summary>What a shard knows of itself when it is adopted.</summary>
public sealed record ShardImage
{
    /// <summary>The newest position that the shard's journal holds.</summary>
    public required long LastPos { get; init; }

    /// <summary>Newest position per instance number, for instances whose row lags behind the journal.</summary>
    public required IReadOnlyDictionary<InstanceId, long> Heads { get; init; }

    public required ImmutableArray<Subscription> Subscriptions { get; init; }

    /// <summary>The tail of each part of the event log when the image was read.</summary>
    public required ImmutableArray<long> EventTails { get; init; }

    /// <summary>Where the shard's reading of each part goes on.</summary>
    public required ImmutableArray<long> EventMarks { get; init; }

    /// <summary>Adoptions since the shard last ran for a while without its process dying, this one included.</summary>
    public int Adoptions { get; init; }

    /// <summary>What was being loaded when the last process died.</summary>
    public Suspect? Suspect { get; init; }

    /// <summary>The <c>at</c> of the shard's last commit: shard time never runs back behind it.</summary>
    public DateTimeOffset LastCommitAt { get; init; }
}
