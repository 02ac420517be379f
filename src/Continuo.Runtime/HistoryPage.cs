using System.Collections.Immutable;

namespace Continuo.Runtime;

/// <param name="Entries">Oldest first.</param>
/// <param name="More">There are later ones already.</param>
public sealed record HistoryPage(ImmutableArray<HistoryEntry> Entries, bool More);
