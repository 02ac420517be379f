using System.Collections.Immutable;

namespace Continuo.Runtime;

/// <param name="Entries">In the order that was asked for.</param>
/// <param name="More">The page is full and there are others after it.</param>
public sealed record HistoryPage(ImmutableArray<HistoryEntry> Entries, bool More);
