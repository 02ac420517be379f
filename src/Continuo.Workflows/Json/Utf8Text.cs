using System.Buffers;
using System.Text;

namespace Continuo.Workflows.Json;

/// <summary>UTF-8 text that grows in a pooled buffer.</summary>
internal sealed class Utf8Text : IDisposable
{
    private const int Start = 512;
    private static readonly SearchValues<char> s_escaped = SearchValues.Create(
        "\"\\\u007f\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Start);
    private int _count;

    /// <summary>The length from which nothing more is wanted.</summary>
    public int Limit { get; init; } = int.MaxValue;

    public bool IsFull => _count >= Limit;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _count = 0;
    }

    public void Append(byte value)
    {
        if (_count == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[_count++] = value;
    }

    public void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _count += utf8.Length;
    }

    public void AppendAscii(ReadOnlySpan<char> text) => _count += Encoding.UTF8.GetBytes(text, Room(3 * text.Length));

    public void AppendNumber(double value)
    {
        Span<char> text = stackalloc char[400];
        AppendAscii(text[..JsonNumber.Print(value, text)]);
    }

    public void AppendLine(int depth)
    {
        Append((byte)'\n');
        Room(2 * depth)[..(2 * depth)].Fill((byte)' ');
        _count += 2 * depth;
    }

    /// <summary>A string with its quotes. A surrogate without its partner becomes U+FFFD.</summary>
    public void AppendQuoted(string value)
    {
        Append((byte)'"');
        var rest = value.AsSpan();
        while (true)
        {
            var plain = rest.IndexOfAny(s_escaped);
            AppendAscii(plain < 0 ? rest : rest[..plain]);
            if (plain < 0)
            {
                break;
            }

            AppendEscape(rest[plain]);
            rest = rest[(plain + 1)..];
        }

        Append((byte)'"');
    }

    private void AppendEscape(char c)
    {
        ReadOnlySpan<byte> known = c switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            _ => default,
        };
        if (!known.IsEmpty)
        {
            Append(known);
            return;
        }

        Append("\\u00"u8);
        Append("0123456789abcdef"u8[c >> 4]);
        Append("0123456789abcdef"u8[c & 15]);
    }

    private Span<byte> Room(int length)
    {
        if (_count + length > _bytes.Length)
        {
            Grow(length);
        }

        return _bytes.AsSpan(_count);
    }

    private void Grow(int length)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _count + length));
        Written.CopyTo(bytes);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = bytes;
    }
}
