using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Schema;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>A connection that only reads, with the statements it has used. One read at a time.</summary>
internal sealed class Reader : IDisposable
{
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, Statement> _statements = [];
    private CancellationToken _cancellation;
    private TimeSpan _limit;
    private long _begun;

    public Reader(string path, TimeSpan busyTimeout, TimeProvider clock)
    {
        _clock = clock;
        _database = StoreFile.OpenReader(path, busyTimeout);
        _database.OnProgress(() => _cancellation.IsCancellationRequested || _clock.GetElapsedTime(_begun) > _limit);
    }

    public void BeginRead(TimeSpan limit, CancellationToken cancellation) => (_limit, _cancellation, _begun) = (limit, cancellation, _clock.GetTimestamp());

    /// <summary>The statement for a text that is one of a few; its parameters are the caller's to bind.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = _database.Prepare(sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Several statements that see one moment.</summary>
    public T Snapshot<T>(Func<T> read)
    {
        Prepare("BEGIN").Run();
        try
        {
            return read();
        }
        finally
        {
            EndRead();
        }
    }

    /// <summary>Leaves nothing open: an open read keeps the WAL from being reset.</summary>
    public void EndRead()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Reset();
        }

        _database.RollbackIfOpen();
    }

    public void Dispose() => _database.Dispose();
}
