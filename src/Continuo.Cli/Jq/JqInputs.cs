using System.Text.Json;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Jq;

/// <summary>JSON values from a stream, one after the other, with blanks or nothing between them.</summary>
internal sealed class JqInputs(Stream stream)
{
    private const int StartingSize = 1 << 17;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = JsonReader.MaxDepth, AllowMultipleValues = true };

    private byte[] _buffer = new byte[StartingSize];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private long _lines;

    /// <summary>Lines read so far, for errors.</summary>
    public long Lines => _lines;

    /// <exception cref="JsonSyntaxException">The stream holds something that is not JSON.</exception>
    public bool TryRead(out JsonValue value)
    {
        value = default;
        while (true)
        {
            SkipBlanks();
            if (_start < _end && (TryReadLine(out value) || TryReadAny(out value)))
            {
                return true;
            }

            if (_isAtEnd)
            {
                return _start < _end ? throw new JsonSyntaxException("unfinished JSON value at the end", (int)_lines + 1, 1) : false;
            }

            Fill();
        }
    }

    /// <summary>The common case, a container that has a line for itself, is read without looking for its end first.</summary>
    private bool TryReadLine(out JsonValue value)
    {
        value = default;
        var rest = _buffer.AsSpan(_start, _end - _start);
        var length = rest.IndexOf((byte)'\n');
        if (length < 2 || (rest[0], rest[..length].TrimEnd((byte)'\r')[^1]) is not (((byte)'{', (byte)'}') or ((byte)'[', (byte)']')))
        {
            return false;
        }

        try
        {
            value = JsonReader.Read(rest[..length]);
        }
        catch (JsonSyntaxException)
        {
            // Several values in the line, or one that goes on in the next: the other way tells.
            return false;
        }

        _start += length + 1;
        _lines++;
        return true;
    }

    private bool TryReadAny(out JsonValue value)
    {
        value = default;
        var rest = _buffer.AsSpan(_start, _end - _start);
        var whole = new Utf8JsonReader(rest, _isAtEnd, new JsonReaderState(s_options));
        var reader = whole;
        try
        {
            if (!whole.Read() || !whole.TrySkip())
            {
                return false;
            }

            reader.Read();
            value = JsonReader.ReadValue(ref reader);
        }
        catch (JsonException problem)
        {
            throw JsonReader.SyntaxError(problem, _lines);
        }
        catch (InvalidOperationException)
        {
            throw JsonReader.TextError(rest, in reader, _lines);
        }

        var consumed = (int)whole.BytesConsumed;
        _lines += rest[..consumed].Count((byte)'\n');
        _start += consumed;
        return true;
    }

    private void SkipBlanks()
    {
        if (_lines == 0 && _end - _start >= 3 && _buffer.AsSpan(_start).StartsWith("\uFEFF"u8))
        {
            _start += 3;
        }

        while (_start < _end && _buffer[_start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _lines += _buffer[_start] == '\n' ? 1 : 0;
            _start++;
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _isAtEnd = read == 0;
        _end += read;
    }
}
