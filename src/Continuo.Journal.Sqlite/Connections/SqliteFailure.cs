using SQLitePCL;

namespace Continuo.Journal.Sqlite.Connections;

/// <summary>SQLite said no. Internal: it leaves the project as an outcome or as a JournalUnavailableException.</summary>
internal sealed class SqliteFailure(int extendedCode, string message, string? statement) : Exception(message)
{
    public int ExtendedCode { get; } = extendedCode;

    /// <summary>The primary result code.</summary>
    public int Code => ExtendedCode & 0xff;

    public string? Statement { get; } = statement;

    public bool IsFull => Code == raw.SQLITE_FULL;

    public bool IsInterrupt => Code == raw.SQLITE_INTERRUPT;
}
