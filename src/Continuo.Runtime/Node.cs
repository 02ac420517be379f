using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime;

/// <summary>A running engine over one journal: what the API, the CLI and embedding programs talk to.</summary>
/// <remarks>Thread-safe. Nothing that it answers is ahead of the journal.</remarks>
public sealed class Node : IAsyncDisposable
{
    /// <summary>Claims the store, adopts its shards and goes on with what is due.</summary>
    public Task Start(CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>No new starts; effects in flight get <paramref name="patience"/>; what is left goes on after the next start.</summary>
    public Task Drain(TimeSpan patience) => throw new NotImplementedException();

    /// <summary>Whether it serves: started, not draining, journal reachable. Else why not.</summary>
    public (bool Ready, string Why) Readiness => throw new NotImplementedException();

    /// <summary>Completes with the reason when the node had to stop by itself (fenced by another process).</summary>
    public Task<string> Stopped => throw new NotImplementedException();

    public Task<DeployOutcome> Deploy(WorkflowDefinition definition, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The definition of a version; null, empty or <c>latest</c> is the highest semantic version.</summary>
    public Task<WorkflowDefinition?> FindDefinition(WorkflowName name, string? version, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<ImmutableArray<StoredDefinition>> ListDefinitions(WorkflowName? name, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Starts an instance.</summary>
    /// <param name="name">The workflow.</param>
    /// <param name="version">As asked; null for the latest.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">Id, labels.</param>
    /// <param name="cancellation">Ends the wait for the answer, not the start.</param>
    /// <returns>Started, Conflict, NotFound (no such workflow), Refused (it cannot be run) or Busy.</returns>
    public Task<CommandResult> StartInstance(WorkflowName name, string? version, JsonValue input, StartOptions options, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Sends a command (cancel, suspend, resume, retry, inspect) to an instance.</summary>
    public Task<CommandResult> Send(InstanceId instance, Stimulus stimulus, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The instance once it has ended, or as it is when <paramref name="patience"/> is over.</summary>
    public Task<CommandResult> WaitForEnd(InstanceId instance, TimeSpan patience, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Publishes CloudEvents (structured JSON); answers when they are durable.</summary>
    public Task<CommandResult> Publish(ImmutableArray<JsonValue> events, CancellationToken cancellation) => throw new NotImplementedException();

    public Task<InstancePage> ListInstances(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The facts of an instance, oldest first; null when there is no such instance.</summary>
    public Task<ImmutableArray<HistoryEntry>?> History(InstanceId instance, CancellationToken cancellation) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

public sealed record StartOptions(InstanceId? Id = null, ImmutableArray<KeyValuePair<string, string>> Labels = default);

/// <summary>A fact and where it stands: the commit's position and its place in the commit.</summary>
public sealed record HistoryEntry(long Position, int Index, HistoryFact Fact);
