using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>Payloads of one instance, each read once however often it is referred to.</summary>
internal sealed class PayloadReads(Reader reader, long number, InstanceId instance)
{
    private readonly Dictionary<PayloadHash, Payload> _found = [];

    /// <summary>Bytes of all that was read.</summary>
    public long Bytes { get; private set; }

    public ImmutableArray<Payload> All => [.. _found.Values];

    /// <param name="row">Where a row stands.</param>
    /// <param name="column">Its column of hashes; null when nothing is referred to, as mostly.</param>
    public ImmutableArray<Payload> Read(Statement row, int column)
    {
        if (row.IsNull(column))
        {
            return [];
        }

        var hashes = new List<PayloadHash>();
        HashBytes.Read(row.Blob(column), hashes);
        return [.. hashes.Select(Find)];
    }

    private Payload Find(PayloadHash hash)
    {
        if (_found.TryGetValue(hash, out var known))
        {
            return known;
        }

        Span<byte> name = stackalloc byte[PayloadHash.Size];
        hash.CopyTo(name);
        var read = reader.Prepare("SELECT bytes FROM payloads WHERE instance = ?1 AND hash = ?2").Bind(1, number).Bind(2, name);
        if (!read.Step())
        {
            throw new JournalUnavailableException($"The payload {hash} of '{instance}' is missing: the store is damaged. Stop using it, keep a copy, and restore a backup.");
        }

        var payload = new Payload(hash, read.Blob(0).ToArray());
        read.Reset();
        Bytes += payload.Bytes.Length;
        _found.Add(hash, payload);
        return payload;
    }
}
