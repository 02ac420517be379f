using System.Collections.Immutable;
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
    private static readonly CommitOutcome s_plain = new CommitOutcome.Committed([], []);

    private readonly Lock _gate = new();
    private readonly RejectedPositions _rejected = new();
    private WriterConnection? _connection;
    private int[] _shards = new int[64];
    private long _writer;
    private long _newest;

    public HeadIndex Heads { get; } = new();

    public ShardTails Shards { get; } = new(header.Shards);

    /// <summary>Pages written to the WAL since it was last asked.</summary>
    public int PagesWritten { get; private set; }

    public long Claim(string node)
    {
        lock (_gate)
        {
            var connection = _connection ??= Connect();
            try
            {
                connection.Begin.Run();
                var writer = connection.Claims.Claim(node);
                connection.Commit.Run();
                (_writer, _newest) = (writer, new Tail(Heads, Shards).Scan(connection.Database));
                connection.Events.ReadTails();
                _rejected.Clear();
                return _newest;
            }
            finally
            {
                connection.RollBack();
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
    public void Checkpoint(IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks)
    {
        lock (_gate)
        {
            if (_connection is null || _writer == 0)
            {
                return;
            }

            var tail = new Tail(Heads, Shards);
            var lagging = Transact_NeedsLock(_connection, database =>
            {
                EventMarks.Write(database, eventMarks);
                return tail.Write(database, _newest);
            });
            if (lagging is null)
            {
                return;
            }

            tail.Written(lagging);
            ballast.TakeIfThereIsRoom();
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

        return new(database, header.EventParts, options.Clock);
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

            var outcome = WriteBatch_NeedsLock(connection, batch);
            var code = connection.Commit.TryRun();
            if (code == raw.SQLITE_OK)
            {
                Committed_NeedsLock(connection, batch, outcome);
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

    private CommitOutcome WriteBatch_NeedsLock(WriterConnection connection, IReadOnlyList<ShardAction> batch)
    {
        if (_shards.Length < batch.Count)
        {
            _shards = new int[batch.Count * 2];
        }

        ImmutableArray<RejectedSlice>.Builder? rejected = null;
        ImmutableArray<AppendedEvents>.Builder? events = null;
        _rejected.BeginBatch();
        for (var i = 0; i < batch.Count; i++)
        {
            switch (batch[i])
            {
                case ShardAction.Append slice:
                    _shards[i] = ShardId.Of(slice.Instance, header.Shards).Number;
                    if (Refusal_NeedsLock(connection, slice, _shards[i]) is { } reason)
                    {
                        _shards[i] = -1;
                        _rejected.Add(slice.Pos);
                        (rejected ??= ImmutableArray.CreateBuilder<RejectedSlice>()).Add(new(slice.Pos, reason));
                    }

                    break;
                case ShardAction.AppendEvents append:
                    (events ??= ImmutableArray.CreateBuilder<AppendedEvents>()).Add(connection.Events.Write(append));
                    break;
                default:
                    throw new ArgumentException($"{batch[i].GetType().Name} is nothing that a journal stores.", nameof(batch));
            }
        }

        return rejected is null && events is null
            ? s_plain
            : new CommitOutcome.Committed(rejected?.DrainToImmutable() ?? [], events?.DrainToImmutable() ?? []);
    }

    private string? Refusal_NeedsLock(WriterConnection connection, ShardAction.Append slice, int shard)
    {
        if (_rejected.Contains(slice.PrevPos))
        {
            return RejectedSlice.EarlierRejected;
        }

        return ballast.IsGivenUp && slice.PrevPos == 0 ? RejectedSlice.DiskFull : connection.Slices.Write(slice, shard);
    }

    private void Committed_NeedsLock(WriterConnection connection, IReadOnlyList<ShardAction> batch, CommitOutcome outcome)
    {
        connection.Committed();
        _rejected.KeepBatch();
        PagesWritten += connection.Database.TakePagesWritten();
        using var scope = Heads.Enter();
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i] is not ShardAction.Append slice || _shards[i] < 0)
            {
                continue;
            }

            _newest = Math.Max(_newest, slice.Pos);
            Shards.Set(_shards[i], slice.Pos, slice.At.UtcTicks, isNew: true);
            if (slice.Row is null)
            {
                Heads.Lags_NeedsLock(slice.Number, _shards[i], slice.Pos);
            }
            else
            {
                Heads.IsExact_NeedsLock(slice.Number);
            }
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
            return result;
        }
        finally
        {
            connection.RollBack();
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
