using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Continuo.Engine.Events;

namespace Continuo.Runtime.Journaling;

/// <summary>Event keys of a subscription as the journals keep them: eight bytes each, little-endian.</summary>
internal static class KeyBytes
{
    public static byte[] Write(ImmutableArray<EventKey> keys)
    {
        var bytes = new byte[keys.Length * sizeof(long)];
        for (var i = 0; i < keys.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), keys[i].Hash);
        }

        return bytes;
    }

    public static ImmutableArray<EventKey> Read(ReadOnlySpan<byte> bytes)
    {
        var keys = new EventKey[bytes.Length / sizeof(long)];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = new(BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(keys);
    }
}
