using Continuo.Engine.Instances;

namespace Continuo.Runtime;

/// <summary>A fact and where it stands: the commit's position and its place in the commit.</summary>
public sealed record HistoryEntry(long Position, int Index, HistoryFact Fact);
