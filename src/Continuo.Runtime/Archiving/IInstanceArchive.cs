using Continuo.Engine.Instances;

namespace Continuo.Runtime.Archiving;

/// <summary>Keeps instances that the store is about to forget.</summary>
/// <remarks>
/// Called by one caller at a time. What it returns from is kept, also when the process dies at once: only then the store forgets. After a crash, or where an
/// instance could not be forgotten, it is given again. Whatever it throws puts the forgetting off.
/// </remarks>
public interface IInstanceArchive
{
    /// <summary>Keeps a slice.</summary>
    ValueTask Keep(IAsyncEnumerable<ArchivedInstance> slice, CancellationToken cancellation);
}

/// <param name="View">As it ended.</param>
/// <param name="History">Its facts from the first, read as they are asked for: a history may be larger than memory.</param>
public sealed record ArchivedInstance(InstanceView View, IAsyncEnumerable<HistoryEntry> History);
