using System.Collections.Immutable;
using System.Globalization;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Instances;

/// <summary>What an instance keeps of the definitions that it has come through.</summary>
/// <remarks>
/// Idempotency keys name a task by its pointer, and by the numbers of nodes that call it. Both may be others in the new definition, and a call that is repeated
/// after the migration must still have the key that it had: so the names from before stay with the nodes that they stood for.
/// </remarks>
internal sealed class Lineage
{
    /// <summary>More migrations than these are forgotten, and cannot be undone.</summary>
    internal const int MostSteps = 16;

    /// <summary>Where it came from, the newest last.</summary>
    public List<MigrationStep> Steps { get; } = [];

    /// <summary>How many migrations there were, undone ones and undoings too.</summary>
    public int Count { get; set; }

    /// <summary>Nodes that were there before, by the names that they had.</summary>
    public SortedDictionary<int, string> Places { get; set; } = [];

    /// <summary>Pointers in keys where they are not those of the definition.</summary>
    public SortedDictionary<int, string> Origins { get; set; } = [];

    /// <summary>A node that is new gets a name that no older one can have had.</summary>
    public string PlaceOf(int node) =>
        Places.GetValueOrDefault(node) ?? string.Create(CultureInfo.InvariantCulture, $"{node}m{Count}");
}

/// <param name="Definition">The definition before.</param>
/// <param name="Version">Its version.</param>
/// <param name="Moves">Pointers of nodes that were found elsewhere in the new one: from, to.</param>
internal sealed record MigrationStep(DefinitionHash Definition, string Version, ImmutableArray<KeyValuePair<string, string>> Moves);

/// <summary>All that a migration changes: Fold copies it.</summary>
internal sealed record MigrationRegisters
{
    public required DefinitionHash Definition { get; init; }

    public required string Version { get; init; }

    public required string FromVersion { get; init; }

    public bool IsUndo { get; init; }

    /// <summary>For each node of the old definition its place in the new one; -1 where there is none.</summary>
    public required ImmutableArray<int> Nodes { get; init; }

    /// <summary>Of frames whose next task stands elsewhere in its list.</summary>
    public ImmutableArray<KeyValuePair<int, int>> Counters { get; init; } = [];

    /// <summary>Of extended tasks: what is run for them.</summary>
    public ImmutableArray<KeyValuePair<int, ImmutableArray<int>>> Plans { get; init; } = [];

    /// <summary>Of extended tasks that jump when their extensions have ended: the place in the list.</summary>
    public ImmutableArray<KeyValuePair<int, int>> Jumps { get; init; } = [];

    /// <summary>See <see cref="Lineage.Origins"/>.</summary>
    public ImmutableArray<KeyValuePair<int, string>> Origins { get; init; } = [];

    /// <inheritdoc cref="MigrationStep.Moves"/>
    public ImmutableArray<KeyValuePair<string, string>> Moves { get; init; } = [];
}
