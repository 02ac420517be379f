using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Commits to facts. What a fact can copy from the state it is not written again in it, so reading needs the state before it.</summary>
public static class FactCodec
{
    /// <summary>Folds one commit into the state.</summary>
    /// <exception cref="System.IO.InvalidDataException">The commit holds a fact that this version does not know: refuse the shard.</exception>
    public static void Fold(InstanceState state, ReadOnlySpan<byte> commit) => throw new NotImplementedException();

    /// <summary>Folds one commit and describes each fact for people: <c>{kind, pointer?, iteration?, ...}</c>.</summary>
    public static void Describe(InstanceState state, WorkflowDefinition definition, ReadOnlySpan<byte> commit, ICollection<HistoryFact> facts) => throw new NotImplementedException();
}

/// <summary>A fact as the history shows it.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Kind">Such as <c>opened</c>, <c>requested</c>, <c>returned</c>.</param>
/// <param name="Pointer">The task, if it is about one.</param>
/// <param name="Data">What else it says, an object.</param>
public sealed record HistoryFact(DateTimeOffset At, string Kind, string? Pointer, JsonValue Data);
