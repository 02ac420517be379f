namespace Continuo.Runtime.Journaling;

/// <summary>Small durable records of modules, by kind and key.</summary>
/// <remarks>Called from any thread. A record is durable when its write returns. Throws <see cref="JournalUnavailableException"/> when the store cannot be reached.</remarks>
public interface IRecordStore
{
    /// <summary>The record; null when there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadRecord(string kind, string key, CancellationToken cancellation);

    /// <summary>Writes the record, in the place of one before.</summary>
    ValueTask WriteRecord(string kind, string key, ReadOnlyMemory<byte> value, CancellationToken cancellation);
}
