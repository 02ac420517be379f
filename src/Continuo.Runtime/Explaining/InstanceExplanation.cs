using System.Collections.Immutable;
using Continuo.Engine.Explaining;

namespace Continuo.Runtime.Explaining;

/// <summary>Why an instance does not go on, with its children and what happened last.</summary>
/// <param name="Own">Of the instance itself.</param>
/// <param name="Children">Of the children that it waits for, one level deep.</param>
/// <param name="Latest">The newest facts, the newest first.</param>
public sealed record InstanceExplanation(Explanation Own, ImmutableArray<Explanation> Children, ImmutableArray<HistoryEntry> Latest);
