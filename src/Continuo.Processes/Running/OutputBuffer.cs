using System.Buffers;
using System.Text;

namespace Continuo.Processes.Running;

/// <summary>What a process wrote to one stream: all of it up to a limit, or only its end.</summary>
internal sealed class OutputBuffer(bool keepsAll, int limit)
{
    // Enough for the last lines of a stack trace, which say what is wrong.
    private const int End = 4_096;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>True when more came than may be kept; nothing is added any more.</summary>
    public bool IsFull { get; private set; }

    public async Task Fill(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[16_384];
        int read;
        while (!IsFull && (read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            Add(buffer.AsSpan(0, read));
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (keepsAll && _bytes.WrittenCount + bytes.Length > limit)
        {
            IsFull = true;
            return;
        }

        _bytes.Write(bytes);
        if (!keepsAll && _bytes.WrittenCount > 16 * End)
        {
            var end = _bytes.WrittenSpan[^End..].ToArray();
            _bytes.ResetWrittenCount();
            _bytes.Write(end);
        }
    }

    public override string ToString()
    {
        var bytes = _bytes.WrittenSpan;
        return Encoding.UTF8.GetString(keepsAll || bytes.Length <= End ? bytes : bytes[^End..]);
    }
}
