using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Explaining;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Migrations;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Shards;

/// <summary>What a shard asks its driver to do.</summary>
/// <param name="After">Not before this journal position is durable; zero is at once.</param>
public abstract record ShardAction(long After)
{
    /// <summary>One commit of one instance. Slices of a shard are stored in the order of their positions.</summary>
    /// <param name="Number">See <see cref="InstanceRow.Number"/>.</param>
    /// <param name="Seq">The commit's place in the instance's own history, consecutive from one.</param>
    /// <param name="PrevPos">The instance's commit before this one; zero for the first.</param>
    public sealed record Append(
        long Pos,
        InstanceId Instance,
        long Number,
        long Seq,
        long PrevPos,
        ReadOnlyMemory<byte> Facts,
        InstanceRow? Row,
        ReadOnlyMemory<byte>? Snapshot,
        SubscriptionChanges? Subscriptions,
        DateTimeOffset At) : ShardAction(0)
    {
        /// <summary>Null when no payload is concerned, as mostly.</summary>
        public PayloadChanges? Payloads { get; init; }
    }

    /// <summary>Events for the part that this shard owns. Those whose source and id are already there keep their first place.</summary>
    public sealed record AppendEvents(long Pos, CommandId Id, int Part, ImmutableArray<JsonValue> Events, DateTimeOffset At) : ShardAction(0);

    /// <summary>
    /// Deletes an instance whose retention is over, with all that is stored of it. In the order of the shard's commits, and void when the instance is not as expected any more:
    /// ended at or before <paramref name="EndedThrough"/>, owing nothing, and without children.
    /// </summary>
    public sealed record Delete(long Pos, InstanceId Instance, long Number, DateTimeOffset EndedThrough) : ShardAction(0);

    /// <summary>What a successor must know should this process die.</summary>
    /// <param name="Suspect">What is about to be loaded; null when nothing is.</param>
    /// <param name="IsClean">Whether the process has lived long enough for what came before to be forgotten.</param>
    public sealed record Care(long Pos, ShardId Shard, Suspect? Suspect, bool IsClean) : ShardAction(0);

    /// <summary>Marks an instance as stuck without loading it: a commit that follows its newest one, whichever that is. Void when there is no such instance.</summary>
    public sealed record Park(long Pos, InstanceId Instance, ReadOnlyMemory<byte> Facts, DateTimeOffset At) : ShardAction(0);

    public sealed record Load(InstanceId Instance, long After) : ShardAction(After);

    public sealed record LoadDefinition(DefinitionHash Hash) : ShardAction(0);

    /// <summary>Rows with <paramref name="FromExclusive"/> &lt; (wake, number) and wake &lt;= through, in that order.</summary>
    public sealed record ReadWake(Wake? FromExclusive, DateTimeOffset Through, int Limit, long After) : ShardAction(After);

    /// <summary>Events of a part after a place, that have one of the keys (none: all).</summary>
    public sealed record ReadEvents(int Part, ImmutableArray<EventKey> Keys, long AfterN, int Limit) : ShardAction(0);

    public sealed record Perform(EffectToken Token, EffectRequest Request, long After) : ShardAction(After);

    /// <summary>Nobody waits for this effect any more: stop it if that is possible.</summary>
    public sealed record Abandon(EffectToken Token, long After) : ShardAction(After);

    public sealed record Reply(CommandId Id, CommandResult Result, long After) : ShardAction(After);

    /// <summary>An instance has ended: whoever waits for it may look.</summary>
    public sealed record Ended(InstanceId Instance, long After) : ShardAction(After);

    /// <summary>Wake the shard with <see cref="ShardInput.Clock"/> at this time; replaces the alarm before.</summary>
    public sealed record Alarm(DateTimeOffset At) : ShardAction(0);

    /// <summary>There is more to do: send <see cref="ShardInput.Continue"/> after serving the others.</summary>
    public sealed record Yield() : ShardAction(0);

    public sealed record Stop(string Reason, bool IsDrained, long After) : ShardAction(After);
}

/// <summary>How a command ended.</summary>
public abstract record CommandResult
{
    private CommandResult()
    {
    }

    /// <summary>The instance is started, or was already by the same request.</summary>
    public sealed record Started(InstanceView View, bool Existed) : CommandResult;

    public sealed record Viewed(InstanceView Instance) : CommandResult;

    /// <summary>Accepted and recorded.</summary>
    public sealed record Done(InstanceView Instance) : CommandResult;

    /// <summary>Places of published events, in the order given; duplicates have their first place.</summary>
    public sealed record Published(ImmutableArray<long> Positions) : CommandResult;

    /// <summary>Whether it can migrate, or did.</summary>
    public sealed record Planned(MigrationPlan Plan) : CommandResult;

    /// <summary>Why it does not go on.</summary>
    public sealed record Explained(Explanation Explanation) : CommandResult;

    public sealed record NotFound(string Why) : CommandResult;

    /// <summary>The instance is in no state for it, or another request has the id.</summary>
    /// <param name="Code">Stable, such as <c>instance-exists</c>.</param>
    public sealed record Conflict(string Code, string Why) : CommandResult;

    /// <summary>A limit was reached; try again after a while.</summary>
    public sealed record Busy(string Limit, TimeSpan RetryAfter) : CommandResult;

    /// <summary>The instance is stuck by this very command, or the definition cannot be run.</summary>
    public sealed record Refused(string Code, string Why) : CommandResult;
}
