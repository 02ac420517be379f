using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Journaling;
using SQLitePCL;

namespace Continuo.Journal.Sqlite.Schema;

/// <summary>SQLite's codes in words: what, why, what to do.</summary>
internal static class FailureWords
{
    public static Exception Say(SqliteFailure failure, string path) => failure.Code switch
    {
        raw.SQLITE_TOOBIG => new CommitRefusedException(RejectedSlice.TooLarge, Text(failure, path), failure),
        raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE => new CommitRefusedException(RejectedSlice.NotStorable, Text(failure, path), failure),
        _ => new JournalUnavailableException(Text(failure, path), failure),
    };

    private static string Text(SqliteFailure failure, string path) => failure.Code switch
    {
        raw.SQLITE_NOTADB => $"The store '{path}' cannot be opened: the file is not a database. Move it away, or choose another data folder.",
        raw.SQLITE_CORRUPT => $"The store '{path}' is damaged ({failure.Message}). Stop using it, keep a copy with its '-wal' file, and restore a backup.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            $"The store '{path}' cannot be written: this process has no right to ({failure.Message}). Give its user write access to the folder and its files, or choose another data folder.",
        raw.SQLITE_CANTOPEN => $"The store '{path}' cannot be opened ({failure.Message}). Check that the data folder exists and that this process may write to it.",
        raw.SQLITE_FULL => $"The store '{path}' cannot grow: its disk is full. Free space there; what waits goes on by itself.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"The store '{path}' is held by another program for too long ({failure.Message}). End whatever has the file open.",
        raw.SQLITE_INTERRUPT => $"A read of the store '{path}' took too long and was ended. Ask for less at once, or add a filter.",
        raw.SQLITE_IOERR => $"The disk under the store '{path}' reports an error ({failure.Message}, code {failure.ExtendedCode}). Check the disk and the system log before going on.",
        raw.SQLITE_TOOBIG => $"A value is larger than the store '{path}' can keep as one.",
        _ => $"The store '{path}' failed ({failure.Message}, code {failure.ExtendedCode}).",
    };
}
