using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>What arrived for an instance.</summary>
public abstract record Stimulus
{
    private Stimulus()
    {
    }

    public sealed record Start(StartRequest Request) : Stimulus;

    /// <summary>An effect of this instance ended.</summary>
    public sealed record EffectEnded(int Effect, int Attempt, EffectOutcome Outcome) : Stimulus;

    /// <summary>A child of this instance ended; sent by the child's shard.</summary>
    public sealed record ChildEnded(int Effect, InstanceId Child, JsonValue Output, WorkflowError? Error) : Stimulus;

    /// <summary>Something of this instance may be due.</summary>
    public sealed record ClockReached : Stimulus;

    /// <summary>Events of one part, in order, up to <paramref name="Through"/>.</summary>
    /// <param name="Frames">The listeners that they were read for. One that opened since wants events that are not among them, and gets an offer of its own.</param>
    public sealed record EventsOffered(int Part, ImmutableArray<StoredEvent> Events, long Through, ImmutableArray<int> Frames) : Stimulus;

    /// <param name="Reason">Kept in the history.</param>
    /// <param name="Compensate">Whether completed tasks are undone.</param>
    public sealed record Cancel(string Reason, bool Compensate = true) : Stimulus;

    /// <param name="Reason">Kept in the history; null for none.</param>
    public sealed record Suspend(string? Reason = null) : Stimulus;

    public sealed record Resume : Stimulus;

    /// <summary>Goes on from where it faulted; <paramref name="PatchedInput"/> replaces the failed tasks' input.</summary>
    public sealed record Retry(JsonValue? PatchedInput) : Stimulus;

    /// <summary>Goes on in another definition, when that is safe. Answered with <see cref="Shards.CommandResult.Planned"/>.</summary>
    /// <param name="Target">The other definition.</param>
    /// <param name="Map">Tasks that are called otherwise there: from the old pointer or name to the new one.</param>
    /// <param name="IsPreview">Only say what would become of it.</param>
    /// <param name="IsUndo">Back to the definition before the last migration.</param>
    public sealed record Migrate(DefinitionHash Target, ImmutableArray<KeyValuePair<string, string>> Map, bool IsPreview = false, bool IsUndo = false) : Stimulus;

    /// <summary>Reads why it does not go on; changes nothing. Answered with <see cref="Shards.CommandResult.Explained"/>.</summary>
    /// <param name="Candidates">Events that a listener of it might have been waiting for: it is said why they do not match.</param>
    public sealed record Explain(ImmutableArray<StoredEvent> Candidates) : Stimulus;

    /// <summary>Reads; changes nothing. Answered with <see cref="Shards.CommandResult.Viewed"/>.</summary>
    public sealed record Inspect : Stimulus;
}

/// <summary>A start as it was asked for and as it was resolved.</summary>
public sealed record StartRequest
{
    public required DefinitionHash Definition { get; init; }

    public required WorkflowName Workflow { get; init; }

    /// <summary>The version that <see cref="Definition"/> has.</summary>
    public required string Version { get; init; }

    /// <summary>The version as asked for: empty or <c>latest</c> may have moved since.</summary>
    public required string AskedVersion { get; init; }

    public required JsonValue Input { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Labels { get; init; } = [];

    public ParentLink? Parent { get; init; }

    public int Depth { get; init; }

    /// <summary>True when the id was generated for this start, so that no other instance can have it.</summary>
    public bool FreshId { get; init; }

    /// <summary>The tail of the event log (part 0 first) when the start was asked for: events after it are this instance's.</summary>
    public long EventMark { get; init; }
}
