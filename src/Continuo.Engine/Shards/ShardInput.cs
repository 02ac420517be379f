using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Shards;

/// <summary>Identifies a command for its reply and against repetition.</summary>
public readonly record struct CommandId(Guid Value);

/// <summary>Everything that a shard can be told.</summary>
public abstract record ShardInput
{
    private ShardInput()
    {
    }

    /// <summary>From the API and from other shards; deduplicated by id.</summary>
    public sealed record Command(CommandId Id, InstanceId Instance, Stimulus Stimulus) : ShardInput;

    /// <summary>Publish events to the part that this shard owns.</summary>
    public sealed record Publish(CommandId Id, int Part, ImmutableArray<JsonValue> Events) : ShardInput;

    public sealed record EffectEnded(EffectToken Token, EffectOutcome Outcome) : ShardInput;

    /// <summary>Everything up to <paramref name="Pos"/> is durable.</summary>
    public sealed record Committed(long Pos) : ShardInput;

    /// <summary>The slice of one instance failed for a known reason; nothing of it is stored.</summary>
    public sealed record Rejected(InstanceId Instance, long Pos, string Reason) : ShardInput;

    public sealed record Loaded(InstanceId Instance, StoredInstance? Found) : ShardInput;

    public sealed record DefinitionLoaded(DefinitionHash Hash, WorkflowDefinition? Found) : ShardInput;

    public sealed record WakeRead(ImmutableArray<Wake> Rows, DateTimeOffset Through, bool More) : ShardInput;

    /// <summary>The log of a part has grown to <paramref name="N"/>; the events are offered by key.</summary>
    public sealed record EventsAppended(int Part, long N, ImmutableArray<EventKey> Keys) : ShardInput;

    /// <summary>Where the events of a <see cref="Publish"/> are in the log, durable; duplicates have their first place. Empty: they were not stored.</summary>
    public sealed record EventsPlaced(CommandId Id, ImmutableArray<long> Positions) : ShardInput;

    public sealed record EventsRead(int Part, ImmutableArray<StoredEvent> Events, long Through) : ShardInput;

    /// <summary>The retention of these instances is over, as the store has it.</summary>
    public sealed record Expired(ImmutableArray<(InstanceId Instance, long Number)> Instances, DateTimeOffset EndedThrough) : ShardInput;

    public sealed record Clock : ShardInput;

    public sealed record Continue : ShardInput;

    /// <summary>Take no more starts, end turns, give up what can wait, then stop.</summary>
    public sealed record Drain : ShardInput;
}
