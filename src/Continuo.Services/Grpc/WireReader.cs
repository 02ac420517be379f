using System.Buffers.Binary;

namespace Continuo.Services.Grpc;

/// <summary>One value as it stood on the wire.</summary>
/// <param name="Kind">How it was written.</param>
/// <param name="Scalar">The bits of a number.</param>
/// <param name="Bytes">The bytes of everything else.</param>
internal readonly record struct WireValue(WireKind Kind, ulong Scalar, ReadOnlyMemory<byte> Bytes);

/// <summary>Reads the wire format of protocol buffers.</summary>
/// <remarks>Throws <see cref="InvalidDataException"/> where the bytes are none.</remarks>
internal ref struct WireReader(ReadOnlyMemory<byte> bytes)
{
    private const int MaxGroups = 100;

    private readonly ReadOnlyMemory<byte> _bytes = bytes;
    private int _at;

    public readonly bool AtEnd => _at >= _bytes.Length;

    /// <summary>The values of a message by field number, in the order of the wire.</summary>
    public static Dictionary<int, List<WireValue>> Message(ReadOnlyMemory<byte> bytes)
    {
        var values = new Dictionary<int, List<WireValue>>();
        var reader = new WireReader(bytes);
        while (!reader.AtEnd)
        {
            var (number, kind) = reader.Tag();
            if (!values.TryGetValue(number, out var list))
            {
                values[number] = list = [];
            }

            list.Add(reader.Value(number, kind, 0));
        }

        return values;
    }

    /// <summary>The values of a packed field.</summary>
    public static IEnumerable<WireValue> Packed(ReadOnlyMemory<byte> bytes, WireKind kind)
    {
        var values = new List<WireValue>();
        var reader = new WireReader(bytes);
        while (!reader.AtEnd)
        {
            values.Add(reader.Value(0, kind, 0));
        }

        return values;
    }

    private (int Number, WireKind Kind) Tag()
    {
        var tag = Varint();
        return (int)(tag >> 3) is > 0 and var number ? (number, (WireKind)(tag & 7)) : throw Broken();
    }

    private WireValue Value(int number, WireKind kind, int depth) => kind switch
    {
        WireKind.Varint => new(kind, Varint(), default),
        WireKind.Fixed32 => new(kind, BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span), default),
        WireKind.Fixed64 => new(kind, BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span), default),
        WireKind.Bytes => new(kind, 0, Take((int)Math.Min(Varint(), int.MaxValue))),
        WireKind.GroupStart when depth < MaxGroups => new(WireKind.Bytes, 0, Group(number, depth + 1)),
        _ => throw Broken(),
    };

    private ReadOnlyMemory<byte> Group(int number, int depth)
    {
        var start = _at;
        while (true)
        {
            var before = _at;
            var (inner, kind) = Tag();
            if (kind == WireKind.GroupEnd)
            {
                return inner == number ? _bytes[start..before] : throw Broken();
            }

            Value(inner, kind, depth);
        }
    }

    private ulong Varint()
    {
        var value = 0ul;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
        {
            throw Broken();
        }

        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private static InvalidDataException Broken() => new("it is not a protocol buffer");
}
