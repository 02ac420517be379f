using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>Keeps payloads with their instance, and notes beside facts and snapshots which ones a reader of them needs.</summary>
internal sealed class PayloadWriter(Database database)
{
    private readonly Statement _keep = database.Prepare("INSERT OR IGNORE INTO payloads(instance, hash, bytes) VALUES(?1, ?2, ?3)");
    private readonly Statement _ofFacts = database.Prepare("UPDATE journal SET payloads = ?2 WHERE pos = ?1");
    private readonly Statement _ofSnapshot = database.Prepare("UPDATE snapshots SET payloads = ?2 WHERE instance = ?1");

    /// <summary>After the commit and its snapshot were written.</summary>
    public void Write(ShardAction.Append slice, PayloadChanges changes)
    {
        Span<byte> hash = stackalloc byte[PayloadHash.Size];
        foreach (var payload in changes.New)
        {
            payload.Hash.CopyTo(hash);
            _keep.Bind(1, slice.Number).Bind(2, hash).Bind(3, payload.Bytes.Span).Run();
        }

        if (!changes.Facts.IsEmpty)
        {
            _ofFacts.Bind(1, slice.Pos).Bind(2, HashBytes.Write(changes.Facts)).Run();
        }

        if (!changes.Snapshot.IsEmpty)
        {
            _ofSnapshot.Bind(1, slice.Number).Bind(2, HashBytes.Write(changes.Snapshot)).Run();
        }
    }
}

/// <summary>Hashes in a column, one after the other.</summary>
internal static class HashBytes
{
    public static byte[] Write(ImmutableArray<PayloadHash> hashes)
    {
        var bytes = new byte[hashes.Length * PayloadHash.Size];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i].CopyTo(bytes.AsSpan(i * PayloadHash.Size));
        }

        return bytes;
    }

    public static void Read(ReadOnlySpan<byte> bytes, ICollection<PayloadHash> hashes)
    {
        for (; !bytes.IsEmpty; bytes = bytes[PayloadHash.Size..])
        {
            hashes.Add(new(bytes));
        }
    }
}
