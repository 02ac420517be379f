namespace Continuo.Runtime.Journaling;

/// <summary>Makes a store of what an export gives. There is no store before <see cref="Finish"/>: one that broke off leaves nothing that could be served.</summary>
/// <remarks>
/// One thread; items come in the order of <see cref="IStoreExport.Read"/>. Shards are given anew by the hash of the id, positions where the kinds of store number them
/// otherwise; the places of events stay, for instances hold them. Whoever owned or fenced shards in the origin is not carried.
/// </remarks>
public interface IStoreImport : IAsyncDisposable
{
    ValueTask Write(StoreItem item, CancellationToken cancellation);

    /// <summary>Makes the store whole and durable. Nothing is written after it.</summary>
    ValueTask Finish(CancellationToken cancellation);
}
