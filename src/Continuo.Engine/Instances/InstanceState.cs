using System.Collections.Immutable;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>One instance, as the fold of its facts. Only <see cref="Fold"/> changes it.</summary>
/// <remarks>One thread. What the world owes the instance and what the instance owes the world are entries of it.</remarks>
public sealed class InstanceState(InstanceId id)
{
    public InstanceId Id { get; } = id;

    /// <summary>Whether it has a first fact.</summary>
    public bool Exists { get; internal set; }

    public Guid Run { get; internal set; }

    public DefinitionHash Definition { get; internal set; }

    public WorkflowName Workflow { get; internal set; }

    public string Version { get; internal set; } = "";

    public ParentLink? Parent { get; internal set; }

    public ImmutableArray<KeyValuePair<string, string>> Labels { get; internal set; } = [];

    public DateTimeOffset CreatedAt { get; internal set; }

    public DateTimeOffset? FinishedAt { get; internal set; }

    public InstanceStatus Status => throw new NotImplementedException();

    public CompensationStatus Compensation { get; internal set; }

    public string? Incident { get; internal set; }

    /// <summary>When it must be looked at again; null when nothing is owed. Closed is not idle: a notice to a parent counts.</summary>
    public WakeAt? Wake => throw new NotImplementedException();

    /// <summary>Whether frames are ready, so that <see cref="Interpreter.Continue"/> has work.</summary>
    public bool IsReady => throw new NotImplementedException();

    /// <summary>What listens now: rebuilt subscriptions, with the mark that each has read to.</summary>
    public IEnumerable<Shards.Subscription> Listeners => throw new NotImplementedException();

    /// <summary>Whether the same start was asked for: workflow and version as asked, and input.</summary>
    public bool IsSameRequest(StartRequest request) => throw new NotImplementedException();

    /// <summary>Roughly what it occupies in memory.</summary>
    public long ApproximateBytes => throw new NotImplementedException();
}
