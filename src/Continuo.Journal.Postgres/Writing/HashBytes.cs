using System.Collections.Immutable;
using Continuo.Engine.Instances;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Hashes in a column, one after the other.</summary>
internal static class HashBytes
{
    public static byte[]? Write(ImmutableArray<PayloadHash> hashes)
    {
        if (hashes.IsEmpty)
        {
            return null;
        }

        var bytes = new byte[hashes.Length * PayloadHash.Size];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i].CopyTo(bytes.AsSpan(i * PayloadHash.Size));
        }

        return bytes;
    }

    public static byte[] Write(PayloadHash hash)
    {
        var bytes = new byte[PayloadHash.Size];
        hash.CopyTo(bytes);
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
