using System.Collections.Immutable;
using Continuo.Engine.Migrations;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Operations;

/// <summary>What an operation would do.</summary>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record OperationPreview(ImmutableArray<OperationPreviewItem> Items, string? Next);

/// <param name="Row">The instance.</param>
/// <param name="Verdict"><c>applies</c> or <c>skipped</c>; of a migration <c>safe</c>, <c>needs-map</c>, <c>unsafe</c> or <c>nothing-to-do</c>.</param>
/// <param name="Findings">Of a migration: what stands in the way.</param>
/// <param name="Moves">Of a migration: tasks that stand elsewhere in the new version.</param>
/// <param name="To">Of a migration: the version that it would come to.</param>
public sealed record OperationPreviewItem(
    InstanceRow Row, string Verdict, ImmutableArray<MigrationFinding> Findings, ImmutableArray<KeyValuePair<string, string>> Moves, string? To);
