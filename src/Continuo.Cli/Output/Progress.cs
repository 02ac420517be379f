using System.Globalization;

namespace Continuo.Cli.Output;

/// <summary>How far something is, on one line of the error stream; only where people see it.</summary>
internal sealed class Progress(Terminal terminal, string what, TimeProvider time)
{
    private static readonly TimeSpan s_betweenWrites = TimeSpan.FromMilliseconds(200);

    private readonly bool _isShown = !Console.IsErrorRedirected;
    private long _written;
    private bool _hasWritten;

    public void Of(long done, long total)
    {
        if (!_isShown || (_hasWritten && done < total && time.GetElapsedTime(_written) < s_betweenWrites))
        {
            return;
        }

        (_written, _hasWritten) = (time.GetTimestamp(), true);
        terminal.Error.Write(total > 0 ? string.Create(CultureInfo.InvariantCulture, $"\r{what} {Math.Min(100, done * 100 / total),3} %") : string.Create(CultureInfo.InvariantCulture, $"\r{what} {done}"));
    }

    /// <summary>Takes the line away.</summary>
    public void End()
    {
        if (_hasWritten)
        {
            terminal.Error.Write($"\r{new string(' ', what.Length + 24)}\r");
            _hasWritten = false;
        }
    }
}
