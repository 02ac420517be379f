using SQLitePCL;

namespace Continuo.Journal.Sqlite.Connections;

/// <summary>One connection. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private const uint Persistent = 1; // SQLITE_PREPARE_PERSISTENT
    private const int LimitLength = 0; // SQLITE_LIMIT_LENGTH
    private const int CacheWrite = 9; // SQLITE_DBSTATUS_CACHE_WRITE: pages written to the WAL

    private const int PagesPerStep = 1_024;

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => _handle = handle;

    public static Database Open(string path, int flags, TimeSpan busyTimeout)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle);
        if (code != raw.SQLITE_OK)
        {
            var failure = database.Failure(code, null);
            database.Dispose();
            throw failure;
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        return database;
    }

    public int Changes => raw.sqlite3_changes(_handle);

    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>A statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = Prepare(sql, Persistent);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>A statement that the caller disposes.</summary>
    public Statement PrepareOnce(string sql) => Prepare(sql, 0);

    /// <summary>Runs statements that return nothing of interest.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code, sql);
        }
    }

    /// <summary>The first column of the first row; zero without one.</summary>
    public long Scalar(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Ends a transaction that is open; what has failed already is not made worse by a failure here.</summary>
    public void RollbackIfOpen()
    {
        if (IsInTransaction)
        {
            raw.sqlite3_exec(_handle, "ROLLBACK");
        }
    }

    /// <summary>Moves pages from the WAL to the file as far as no reader is in the way.</summary>
    /// <returns>False when another connection was checkpointing.</returns>
    public bool Checkpoint(bool truncate)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        return (code & 0xff) switch
        {
            raw.SQLITE_OK => true,
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => false,
            _ => throw Failure(code, "checkpoint"),
        };
    }

    /// <summary>Copies what this connection sees into another file, a part at a time. In a transaction that is one moment, however much is written meanwhile.</summary>
    /// <param name="target">A new file.</param>
    /// <param name="progress">Told the pages done and the pages there are.</param>
    /// <param name="cancellation">Ends it; the target is of no use then.</param>
    public void CopyTo(Database target, Action<int, int>? progress, CancellationToken cancellation)
    {
        using var copying = raw.sqlite3_backup_init(target._handle, "main", _handle, "main");
        for (var code = raw.SQLITE_OK; code != raw.SQLITE_DONE;)
        {
            cancellation.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(copying, PagesPerStep);
            if ((code & 0xff) is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
            {
                throw target.Failure(code, "backup");
            }

            var pages = raw.sqlite3_backup_pagecount(copying);
            progress?.Invoke(pages - raw.sqlite3_backup_remaining(copying), pages);
        }
    }

    /// <summary>Pages that this connection has written to the WAL since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(_handle, CacheWrite, out var pages, out _, 1);
        return pages;
    }

    /// <summary>The most bytes of one value or row.</summary>
    public void LimitValues(int bytes) => raw.sqlite3_limit(_handle, LimitLength, bytes);

    /// <summary>Calls <paramref name="shallStop"/> every now and then during a statement; non-zero ends it.</summary>
    public void OnProgress(Func<bool> shallStop) => raw.sqlite3_progress_handler(_handle, 2_000, static state => ((Func<bool>)state)() ? 1 : 0, shallStop);

    public SqliteFailure Failure(int code, string? sql)
    {
        var extended = raw.sqlite3_extended_errcode(_handle);
        return new((extended & 0xff) == (code & 0xff) ? extended : code, raw.sqlite3_errmsg(_handle).utf8_to_string(), sql);
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _statements.Clear();
        raw.sqlite3_close_v2(_handle);
        _handle.Dispose();
    }

    private Statement Prepare(string sql, uint flags)
    {
        var code = raw.sqlite3_prepare_v3(_handle, sql, flags, out var handle);
        return code == raw.SQLITE_OK ? new Statement(this, handle, sql) : throw Failure(code, sql);
    }
}
