using System.Collections.Immutable;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Journaling;

/// <summary>Deployed definitions, by content and by name.</summary>
public interface IDefinitionStore
{
    /// <summary>Stores a definition. Other content under the same name and version replaces it while no instance pins the old one.</summary>
    ValueTask<DeployOutcome> Deploy(StoredDefinition definition, CancellationToken cancellation);

    ValueTask<StoredDefinition?> Find(DefinitionHash hash, CancellationToken cancellation);

    /// <summary>Every version of one workflow, or of all; not in order.</summary>
    ValueTask<ImmutableArray<StoredDefinition>> List(WorkflowName? name, CancellationToken cancellation);

    /// <summary>Takes a version away, so that nothing can be started on it, unless an instance pins it. Its content stays findable by its hash: a start that was decided on it may be on its way.</summary>
    /// <param name="name">The workflow.</param>
    /// <param name="version">Which one.</param>
    /// <param name="isDry">Whether only to look.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<DefinitionDeletion> Delete(WorkflowName name, string version, bool isDry, CancellationToken cancellation);
}

/// <param name="Hash">Of the canonical form.</param>
/// <param name="Source">The text as given.</param>
/// <param name="CreatedAt">When it was first deployed.</param>
public sealed record StoredDefinition(DefinitionHash Hash, WorkflowName Name, string Version, string Source, DateTimeOffset CreatedAt)
{
    /// <summary>The documents elsewhere that it needs, as they were when it was deployed; the hash covers them.</summary>
    public ImmutableArray<ExternalDocument> Documents { get; init; } = [];
}

public enum DeployOutcome
{
    Created,

    /// <summary>The very same content was there.</summary>
    Unchanged,

    /// <summary>Other content was there and no instance had pinned it.</summary>
    Replaced,

    /// <summary>Other content is there and an instance pins it: give the new one a new version.</summary>
    Pinned,
}
