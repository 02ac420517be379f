using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Explaining;

/// <summary>Why an instance does not go on, with what shows it and what to do next.</summary>
public sealed record Explanation
{
    public required InstanceView Instance { get; init; }

    /// <summary>One sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What holds it, the most telling first; empty when nothing does.</summary>
    public required ImmutableArray<Hold> Holds { get; init; }

    /// <summary>What listeners of it wait for, to look for events that nearly match.</summary>
    public ImmutableArray<EventKey> Keys { get; init; } = [];

    /// <summary>Events after this place are those that it might have heard.</summary>
    public long Since { get; init; }

    /// <summary>The children that it waits for.</summary>
    public ImmutableArray<InstanceId> Children { get; init; } = [];
}

/// <summary>One thing that holds an instance.</summary>
/// <param name="Cause">Stable: see the reference of the HTTP API.</param>
/// <param name="Pointer">The task; null where it is the instance as a whole.</param>
/// <param name="Iteration">The iterations around it.</param>
/// <param name="Why">In words.</param>
public sealed record Hold(string Cause, string? Pointer, string Iteration, string Why)
{
    /// <summary>Where the task stands in the source.</summary>
    public TextPosition? Position { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>What shows it.</summary>
    public JsonObject Evidence { get; init; } = JsonObject.Empty;

    /// <summary>Commands to type.</summary>
    public ImmutableArray<string> Next { get; init; } = [];
}
