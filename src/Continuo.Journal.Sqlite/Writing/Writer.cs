using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Files;
using Continuo.Journal.Sqlite.Schema;
using Continuo.Runtime.Journaling;
using SQLitePCL;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>The only one who writes to the file. Each transaction is: begin, look whether it is fenced, write, commit.</summary>
internal sealed class Writer(string path, StoreHeader header, SqliteJournalOptions options, Ballast ballast) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly EventMarks _marks = new();
    private readonly Tail _tail = new(header.Shards);
    private WriterConnection? _connection;
    private long _writer;

    public HeadIndex Heads => _tail.Heads;

    public ShardTails Shards => _tail.Shards;

    /// <summary>Pages written to the WAL since it was last asked.</summary>
    public int PagesWritten { get; private set; }

    public ClaimAnswer Claim(string node, ImmutableArray<ShardId> shards, bool takesOver)
    {
        lock (_gate)
        {
            var connection = _connection ??= Connect();
            try
            {
                return Claim_NeedsLock(connection, node, shards, takesOver);
            }
            catch (SqliteFailure failure) when (failure.IsFull && GiveUpBallast_NeedsLock(connection))
            {
                return Claim_NeedsLock(connection, node, shards, takesOver);
            }
        }
    }

    /// <summary>Gives up one shard; nothing when it is not this writer's.</summary>
    public void Release(ShardId shard)
    {
        lock (_gate)
        {
            if (_connection is { } connection && _writer > 0)
            {
                Transact_NeedsLock(connection, _ =>
                {
                    connection.Claims.Release(_writer, shard);
                    return (object)true;
                });
            }
        }
    }

    public CommitOutcome Commit(IReadOnlyList<ShardAction> batch)
    {
        lock (_gate)
        {
            if (_connection is null)
            {
                return new CommitOutcome.Unknown("the connection was given up after an error; claim the store again");
            }

            if (_writer == 0)
            {
                throw new InvalidOperationException("A journal is claimed before the first commit.");
            }

            ballast.LookForRoom();
            try
            {
                return Attempt_NeedsLock(_connection, batch);
            }
            catch (SqliteFailure failure) when (failure.IsFull && GiveUpBallast_NeedsLock(_connection))
            {
                return Attempt_NeedsLock(_connection, batch);
            }
        }
    }

    /// <summary>Writes down what the rows do not tell yet.</summary>
    public void Checkpoint(IEnumerable<InstanceId> instances, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks)
    {
        lock (_gate)
        {
            var marks = _marks.Changed(eventMarks);
            if (_connection is null || _writer == 0 || (marks.Count == 0 && !_tail.HasNews))
            {
                return;
            }

            var written = Transact_NeedsLock(_connection, database =>
            {
                EventMarks.Write(database, marks);
                return _tail.Write(database, instances);
            });
            if (written is not null)
            {
                _tail.Written(written);
                _marks.Written(marks);
                ballast.TakeIfThereIsRoom();
            }
        }
    }

    /// <summary>A transaction of its own, beside the commits of shards.</summary>
    /// <returns>Null when this writer is fenced and nothing is written.</returns>
    public T? Write<T>(Func<Database, T> write)
        where T : class
    {
        lock (_gate)
        {
            return Transact_NeedsLock(_connection ??= Connect(), write);
        }
    }

    /// <summary>Does something while no commit runs.</summary>
    public void BetweenCommits(Action action)
    {
        lock (_gate)
        {
            action();
            PagesWritten = 0;
        }
    }

    /// <summary>Whoever ends in order has not died: what its successor would be careful about is taken back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (_connection is not null && _writer > 0)
            {
                Transact_NeedsLock(_connection, database =>
                {
                    database.Execute($"UPDATE shards SET adoptions = 0, suspect = NULL WHERE writer = {_writer}");
                    return (object)true;
                });
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    private WriterConnection Connect()
    {
        var database = StoreFile.OpenWriter(path, options.BusyTimeout);
        if (options.MaxPages is { } pages)
        {
            database.Execute($"PRAGMA max_page_count = {pages}");
        }

        if (options.MaxValueBytes is { } bytes)
        {
            database.LimitValues(bytes);
        }

        return new(database, _tail, header, options.Clock);
    }

    private ClaimAnswer Claim_NeedsLock(WriterConnection connection, string node, ImmutableArray<ShardId> shards, bool takesOver)
    {
        try
        {
            connection.Begin.Run();
            var (writer, holder) = connection.Claims.Claim(node, _writer, shards, takesOver);
            if (holder is not null)
            {
                return new([], [.. shards.Select(shard => new HeldShard(shard, holder))]);
            }

            connection.Commit.Run();
            if (writer != _writer)
            {
                _writer = writer;
                _tail.Scan(connection.Database);
                connection.Events.ReadTails();
                connection.Batches.ForgetRejected();
                _marks.Clear();
            }

            return new([.. shards.Select(shard => new ClaimedShard(shard, _tail.Newest, connection.Claims.EpochOf(shard)))], []);
        }
        catch (SqliteFailure failure) when (failure.Code == raw.SQLITE_IOERR)
        {
            GiveUpConnection_NeedsLock(failure);
            throw;
        }
        finally
        {
            _connection?.RollBack();
        }
    }

    private CommitOutcome Attempt_NeedsLock(WriterConnection connection, IReadOnlyList<ShardAction> batch)
    {
        try
        {
            connection.Begin.Run();
            if (connection.Claims.IsFenced(_writer))
            {
                return new CommitOutcome.Fenced(connection.Claims.WhoFenced());
            }

            var outcome = connection.Batches.Write(batch, ballast.IsGivenUp);
            var code = options.CommitAnswer is { } answer ? answer(connection.Commit.TryRun()) : connection.Commit.TryRun();
            if (code == raw.SQLITE_OK)
            {
                connection.Batches.Committed(batch);
                PagesWritten += connection.Database.TakePagesWritten();
                return outcome;
            }

            // A full disk has not taken the frame that ends the transaction; any other error leaves that open.
            var failure = connection.Database.Failure(code, "COMMIT");
            return failure.IsFull ? throw failure : GiveUpConnection_NeedsLock(failure);
        }
        catch (PositionTakenException taken)
        {
            // Two writers after all: stop rather than fork.
            _writer = -1;
            return new CommitOutcome.Fenced(taken.Message);
        }
        finally
        {
            _connection?.RollBack();
        }
    }

    private T? Transact_NeedsLock<T>(WriterConnection connection, Func<Database, T> write)
        where T : class
    {
        try
        {
            connection.Begin.Run();
            if (_writer != 0 && connection.Claims.IsFenced(_writer))
            {
                return null;
            }

            var result = write(connection.Database);
            connection.Commit.Run();
            PagesWritten += connection.Database.TakePagesWritten();
            return result;
        }
        catch (SqliteFailure failure) when (failure.Code == raw.SQLITE_IOERR)
        {
            GiveUpConnection_NeedsLock(failure);
            throw;
        }
        finally
        {
            _connection?.RollBack();
        }
    }

    private CommitOutcome.Unknown GiveUpConnection_NeedsLock(SqliteFailure failure)
    {
        _connection!.Dispose();
        _connection = null;
        return new($"the disk failed while a commit was written ({failure.Message}, code {failure.ExtendedCode})");
    }

    private bool GiveUpBallast_NeedsLock(WriterConnection connection)
    {
        connection.RollBack();
        if (!ballast.GiveUp())
        {
            return false;
        }

        if (options.MaxPages is { } pages)
        {
            connection.Database.Execute($"PRAGMA max_page_count = {pages + (options.BallastBytes / 4096)}");
        }

        return true;
    }
}
