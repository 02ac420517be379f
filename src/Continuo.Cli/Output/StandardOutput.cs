using Microsoft.Win32.SafeHandles;

namespace Continuo.Cli.Output;

/// <summary>The standard output as a pipe whose reader may go away.</summary>
/// <remarks>The stream of <see cref="Console"/> drops what is written to a closed pipe without a word, so a command without end would never end.</remarks>
internal sealed class StandardOutput : Stream
{
    private const int BrokenPipe = 32;

    // A pipe takes so much as a whole or not at all, so what it refused can be written again.
    private const int AtOnce = 4096;

    private readonly FileStream _pipe;
    private readonly Stream _console;

    private StandardOutput(FileStream pipe, Stream console)
    {
        _pipe = pipe;
        _console = console;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static Stream Open()
    {
        var console = Console.OpenStandardOutput();
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return console;
        }

        // Not a file: it would be written at a position of our own, over what others that share it have written.
        var pipe = new FileStream(new SafeFileHandle(1, false), FileAccess.Write, 0);
        return pipe.CanSeek ? console : new StandardOutput(pipe, console);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (var rest = buffer; rest.Length > 0; rest = rest[Math.Min(AtOnce, rest.Length)..])
        {
            WriteAtOnce(rest[..Math.Min(AtOnce, rest.Length)]);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is kept back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void WriteAtOnce(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _pipe.Write(bytes);
        }
        catch (IOException closed) when (closed.HResult == BrokenPipe)
        {
            throw new OutputClosedException(closed);
        }
        catch (IOException)
        {
            // A pipe that does not block and is full: the console's stream knows how to wait for it.
            _console.Write(bytes);
        }
    }
}
