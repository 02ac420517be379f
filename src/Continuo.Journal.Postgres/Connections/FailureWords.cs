using System.Net.Sockets;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Connections;

/// <summary>The server's codes in words: what, why, what to do.</summary>
internal static class FailureWords
{
    /// <summary>Ours, raised by the guard.</summary>
    public const string FencedCode = "CF001";

    /// <summary>Whether the server has told that nothing is stored. A connection that is lost has told nothing.</summary>
    public static bool IsKnown(Exception problem) => problem is PostgresException { Severity: "ERROR" } or PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Whether what is taken is a position or a number: only a second writer, or a mistake of ours, takes one.</summary>
    public static bool IsPosition(string? constraint) => constraint is not null && (constraint.StartsWith("journal_", StringComparison.Ordinal) || constraint is "instances_key" or "events_key");

    public static Exception Say(Exception problem, string store) => problem switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ProgramLimitExceeded or PostgresErrorCodes.StringDataRightTruncation } =>
            new CommitRefusedException(RejectedSlice.TooLarge, $"A value is larger than the store '{store}' can keep as one.", problem),
        PostgresException refused when refused.SqlState.StartsWith("22", StringComparison.Ordinal) || refused.SqlState.StartsWith("23", StringComparison.Ordinal) =>
            new CommitRefusedException(RejectedSlice.NotStorable, $"The store '{store}' will not have it ({refused.MessageText}, {refused.SqlState}).", problem),
        _ => new JournalUnavailableException(Text(problem, store), problem),
    };

    private static string Text(Exception problem, string store) => problem switch
    {
        PostgresException refused => Text(refused, store),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => $"The store '{store}' does not answer in time. Look whether the server is overloaded, and whether the network to it is there.",
        NpgsqlException { InnerException: SocketException socket } => $"The store '{store}' cannot be reached ({socket.Message}). Check that the server runs and that its address is right.",
        _ => $"The store '{store}' cannot be reached ({problem.Message}). Check the server and its log.",
    };

    private static string Text(PostgresException refused, string store) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The store '{store}' refuses the user ({refused.MessageText}). Check user and password, and pg_hba.conf of the server.",
        PostgresErrorCodes.InvalidCatalogName => $"The database of the store '{store}' does not exist. Create it with encoding UTF8, or correct the address.",
        PostgresErrorCodes.InsufficientPrivilege => $"The user may not do this in the store '{store}' ({refused.MessageText}). Make it the owner of the schema.",
        PostgresErrorCodes.DiskFull => $"The store '{store}' cannot grow: its disk is full. Free space there; what waits goes on by itself.",
        PostgresErrorCodes.TooManyConnections => $"The store '{store}' has no connection left ({refused.MessageText}). Raise max_connections, or run fewer nodes.",
        PostgresErrorCodes.QueryCanceled => $"A statement on the store '{store}' took too long and was ended. Ask for less at once, add a filter, or look what keeps the server busy.",
        PostgresErrorCodes.LockNotAvailable => $"The store '{store}' is held by another program for too long ({refused.MessageText}). Look at pg_locks what has its tables open.",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"The store '{store}' is read-only: a standby, or a server that was demoted. Give the address of the primary.",
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => $"The store '{store}' is damaged ({refused.MessageText}). Stop using it, keep a copy, and restore a backup.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction =>
            $"The store '{store}' lacks a part of its schema ({refused.MessageText}). Run 'continuo store migrate', or restore a backup.",
        _ => $"The store '{store}' failed ({refused.MessageText}, {refused.SqlState}).",
    };
}
