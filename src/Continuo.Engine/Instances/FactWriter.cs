using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Continuo.Engine.Instances;

/// <summary>Collects the encoded facts of one turn: little-endian, integers in seven-bit groups.</summary>
public sealed class FactWriter
{
    private byte[] _buffer = new byte[512];

    /// <summary>How many facts.</summary>
    public int Count { get; internal set; }

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Set for a snapshot, whose values refer to each other; facts refer to the state instead.</summary>
    internal SharedValues? Shared { get; set; }

    /// <summary>Where large values go; null keeps them inline.</summary>
    internal PayloadWriter? Payloads { get; init; }

    /// <summary>Values written as a reference to the state.</summary>
    internal int Places { get; set; }

    /// <summary>The lowest level that knows everything written.</summary>
    internal byte Level { get; private set; } = 1;

    internal FactMark Mark => new(Length, Places);

    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear()
    {
        Count = 0;
        Length = 0;
        Places = 0;
        Level = 1;
        Payloads?.Clear();
        if (_buffer.Length > 1 << 20)
        {
            _buffer = new byte[512];
        }
    }

    /// <summary>Takes back what was written since.</summary>
    internal void Rewind(FactMark mark)
    {
        (Length, Places) = (mark.Length, mark.Places);
        Payloads?.Rewind(mark.Length);
    }

    /// <summary>A tag that the first level does not know.</summary>
    internal void Newer(ValueTag tag)
    {
        Needs(FactCodec.PayloadLevel);
        Byte((byte)tag);
    }

    /// <summary>Something is written that no level below this one knows.</summary>
    internal void Needs(byte level) => Level = Math.Max(Level, level);

    internal void Hash(PayloadHash hash)
    {
        Reserve(PayloadHash.Size);
        hash.CopyTo(_buffer.AsSpan(Length));
        Length += PayloadHash.Size;
    }

    internal void Byte(byte value)
    {
        Reserve(1);
        _buffer[Length++] = value;
    }

    internal void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    internal void Int(int value) => ULong((uint)((value << 1) ^ (value >> 31)));

    internal void Long(long value) => ULong((ulong)((value << 1) ^ (value >> 63)));

    internal void ULong(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _buffer[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[Length++] = (byte)value;
    }

    internal void Double(double value)
    {
        Reserve(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(Length), value);
        Length += 8;
    }

    internal void Text(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        ULong((uint)bytes);
        Reserve(bytes);
        Length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(Length));
    }

    internal void OptionalText(string? value)
    {
        Bool(value is not null);
        if (value is not null)
        {
            Text(value);
        }
    }

    internal void Time(DateTimeOffset value) => Long(value.UtcTicks);

    internal void OptionalTime(DateTimeOffset? value)
    {
        Bool(value is not null);
        if (value is { } time)
        {
            Time(time);
        }
    }

    internal void Guid(Guid value)
    {
        Reserve(16);
        value.TryWriteBytes(_buffer.AsSpan(Length));
        Length += 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int bytes)
    {
        if (Length + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
        }
    }
}

/// <summary>A place in what a <see cref="FactWriter"/> wrote.</summary>
/// <param name="Length">Bytes before it.</param>
/// <param name="Places">References to the state before it.</param>
internal readonly record struct FactMark(int Length, int Places);
