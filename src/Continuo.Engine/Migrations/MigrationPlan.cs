using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Migrations;

/// <summary>Whether an instance can go on in another definition, and what stands in the way.</summary>
/// <param name="Verdict">The worst of the findings.</param>
/// <param name="From">The version that it runs on.</param>
/// <param name="To">The version that it would run on.</param>
/// <param name="Findings">By pointer.</param>
/// <param name="Moves">Tasks that it is in, or has to undo, and that stand elsewhere in the new definition.</param>
public sealed record MigrationPlan(
    MigrationVerdict Verdict, string From, string To, ImmutableArray<MigrationFinding> Findings, ImmutableArray<KeyValuePair<string, string>> Moves)
{
    /// <summary>Whether it was carried out.</summary>
    public bool IsDone { get; init; }

    internal MigrationRegisters? Registers { get; init; }
}

/// <param name="Verdict">What it means by itself.</param>
/// <param name="Pointer">The task, in the definition that the instance runs on.</param>
/// <param name="Why">In words.</param>
/// <param name="Remedy">What would help; null where nothing does.</param>
public sealed record MigrationFinding(MigrationVerdict Verdict, string Pointer, string Why, string? Remedy = null);

public enum MigrationVerdict : byte
{
    Safe,

    /// <summary>A task is not found in the new definition: the caller has to say which one takes its place.</summary>
    NeedsMap,

    /// <summary>The new definition cannot take it over where it stands.</summary>
    Unsafe,

    /// <summary>It has ended, or runs on that definition already.</summary>
    Nothing,
}

public static class MigrationVerdicts
{
    /// <summary>The word that the API and the CLI use.</summary>
    public static string Word(this MigrationVerdict verdict) => verdict switch
    {
        MigrationVerdict.Safe => "safe",
        MigrationVerdict.NeedsMap => "needs-map",
        MigrationVerdict.Unsafe => "unsafe",
        MigrationVerdict.Nothing => "nothing-to-do",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
