namespace Continuo.Runtime.Journaling;

/// <summary>A store as it is at one moment, from its first row to its last: what a copy is made of, and what a check looks at.</summary>
/// <remarks>
/// One thread. Reading changes nothing in the store, claims nothing, and may happen beside a process that writes. Throws <see cref="JournalUnavailableException"/> when
/// the store cannot be read; what is wrong in it is not thrown but shown, so that a check can name all of it.
/// </remarks>
public interface IStoreExport : IAsyncDisposable
{
    StoreHeading Heading { get; }

    /// <summary>
    /// Shards, definitions, instances, then commits in the order of their positions (of each shard, where shards have their own), each snapshot right after the commit that it
    /// includes; then subscriptions, events in the order of their places, records.
    /// </summary>
    IAsyncEnumerable<StoreItem> Read(CancellationToken cancellation);
}
