using System.Buffers.Binary;
using System.Collections.Immutable;
using Continuo.Engine.Events;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Event keys of a subscription as the store keeps them: eight bytes each, little-endian.</summary>
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
        var keys = ImmutableArray.CreateBuilder<EventKey>(bytes.Length / sizeof(long));
        for (; bytes.Length >= sizeof(long); bytes = bytes[sizeof(long)..])
        {
            keys.Add(new(BinaryPrimitives.ReadInt64LittleEndian(bytes)));
        }

        return keys.MoveToImmutable();
    }
}
