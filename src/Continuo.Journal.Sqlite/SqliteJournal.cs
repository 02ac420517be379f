using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Files;
using Continuo.Journal.Sqlite.Reading;
using Continuo.Journal.Sqlite.Schema;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite;

/// <summary>The journal in one SQLite file, <c>continuo.db</c> in a data folder.</summary>
/// <remarks>
/// <see cref="Commit"/>, <see cref="Claim"/> and <see cref="Checkpoint"/> run on the calling thread, which waits for the disk; reads run on
/// threads of the pool. When <see cref="Commit"/> throws, nothing of the batch is stored.
/// </remarks>
public sealed partial class SqliteJournal : IJournal, IDefinitionStore, IInstanceQueries, IRetention, IRecordStore
{
    private readonly string _path;
    private readonly StoreHeader _header;
    private readonly LockFile? _lock;
    private readonly Writer _writer;
    private readonly WalCheckpointer _checkpointer;
    private readonly ReaderPool _readers;
    private readonly InstanceReads _instances;
    private readonly CommitChains _chains = new();
    private readonly ShardReads _shards;
    private readonly SqliteJournalOptions _options;
    private bool _isClosed;

    private SqliteJournal(string path, StoreHeader header, LockFile? held, Ballast ballast, SqliteJournalOptions options)
    {
        (_path, _header, _lock, _options) = (path, header, held, options);
        _writer = new(path, header, options, ballast);
        _checkpointer = new(path, options, _writer, ballast);
        _readers = new(path, options);
        _instances = new(_writer.Heads);
        _waste = new(header.EventParts);
        _shards = new(_writer.Heads, _writer.Shards, header.EventParts);
    }

    public int Shards => _header.Shards;

    public int EventParts => _header.EventParts;

    public int Writers => 1;

    public PositionScope Positions => PositionScope.Store;

    /// <summary>Opens the store of a data folder, making it when there is none.</summary>
    /// <exception cref="JournalUnavailableException">Another process has it, or it cannot be used; says why and what to do.</exception>
    public static SqliteJournal Open(SqliteJournalOptions options)
    {
        var path = Path.Combine(options.Folder, "continuo.db");
        LockFile? held = null;
        try
        {
            Directory.CreateDirectory(options.Folder);
            NetworkFileSystems.Refuse(options.Folder);
            held = options.UseLockFile ? LockFile.Take(options.Folder) : null;
            var ballast = new Ballast(options);
            return new(path, Prepare(path, ballast, options), held, ballast, options);
        }
        catch (SqliteFailure failure)
        {
            held?.Dispose();
            throw FailureWords.Say(failure, path);
        }
        catch (JournalUnavailableException)
        {
            held?.Dispose();
            throw;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new JournalUnavailableException($"The data folder '{options.Folder}' cannot be used ({problem.Message}). Give this process write access to it, or choose another.", problem);
        }
    }

    /// <inheritdoc/>
    /// <remarks>A file is one process's: while another holds something of it, everything is held, and a take-over takes it all.</remarks>
    public ValueTask<ClaimAnswer> Claim(string node, ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken cancellation) =>
        ValueTask.FromResult(InWords(() => _writer.Claim(node, shards, mode == ClaimMode.TakeOver)));

    public ValueTask Release(ShardId shard, CancellationToken cancellation)
    {
        InWords(() =>
        {
            _writer.Release(shard);
            return 0;
        });
        return ValueTask.CompletedTask;
    }

    public async ValueTask<CommitOutcome> Commit(int writer, IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var outcome = _writer.Commit(batch);
            await _checkpointer.CommitWritten();
            return outcome;
        }
        catch (SqliteFailure failure)
        {
            throw FailureWords.Say(failure, _path);
        }
    }

    /// <remarks>
    /// The caller says which rows are written, so that it decides how long that takes. What their heads are and how far the rows then tell
    /// everything, the journal knows itself: no mistake of the caller can lose a commit.
    /// </remarks>
    public ValueTask Checkpoint(int writer, IReadOnlyDictionary<ShardId, long> through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation)
    {
        InWords(() =>
        {
            _writer.Checkpoint(heads.Keys, eventMarks);
            return 0;
        });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await _checkpointer.DisposeAsync();
        await _readers.DisposeAsync();
        Release();
        _writer.Dispose();
        Truncate();
        _lock?.Dispose();
    }

    private static StoreHeader Prepare(string path, Ballast ballast, SqliteJournalOptions options)
    {
        try
        {
            return PrepareNow();
        }
        catch (SqliteFailure failure) when (failure.IsFull && ballast.GiveUp())
        {
            return PrepareNow();
        }

        StoreHeader PrepareNow()
        {
            using var database = StoreFile.OpenWriter(path, options.BusyTimeout);
            return StoreFile.Prepare(database, path, options.Shards, options.Migrations);
        }
    }

    private void Release()
    {
        try
        {
            _writer.Release();
        }
        catch (SqliteFailure)
        {
            // The next process is more careful than it need be.
        }
    }

    private void Truncate()
    {
        try
        {
            using var database = StoreFile.OpenCheckpointer(_path, TimeSpan.Zero);
            database.Checkpoint(truncate: true);
        }
        catch (SqliteFailure)
        {
            // A WAL that stays is read by the next process.
        }
    }

    private T InWords<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteFailure failure)
        {
            throw FailureWords.Say(failure, _path);
        }
    }
}
