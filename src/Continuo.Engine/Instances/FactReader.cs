using System.Buffers.Binary;
using System.Text;

namespace Continuo.Engine.Instances;

/// <summary>Reads what <see cref="FactWriter"/> wrote. Bytes that do not fit are <see cref="InvalidDataException"/>.</summary>
internal ref struct FactReader(ReadOnlySpan<byte> bytes, SharedValues? shared = null)
{
    /// <summary>See <see cref="FactWriter.Shared"/>.</summary>
    public readonly SharedValues? Shared = shared;

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte() => Next(1)[0];

    public bool Bool() => Byte() != 0;

    public int Int()
    {
        var raw = (uint)ULong();
        return (int)(raw >> 1) ^ -(int)(raw & 1);
    }

    public long Long()
    {
        var raw = ULong();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    public ulong ULong()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("An integer in the journal has more than ten bytes.");
    }

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Next(8));

    public string Text() => Encoding.UTF8.GetString(Next((int)ULong()));

    public string? OptionalText() => Bool() ? Text() : null;

    public DateTimeOffset Time() => new(Long(), TimeSpan.Zero);

    public DateTimeOffset? OptionalTime() => Bool() ? Time() : null;

    public PayloadHash Hash() => new(Next(PayloadHash.Size));

    public Guid Guid() => new(Next(16));

    private ReadOnlySpan<byte> Next(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new InvalidDataException($"The journal ends in the middle of a fact: {count} bytes expected, {_rest.Length} left.");
        }

        var next = _rest[..count];
        _rest = _rest[count..];
        return next;
    }
}
