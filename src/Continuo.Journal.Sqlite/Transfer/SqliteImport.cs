using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Files;
using Continuo.Journal.Sqlite.Schema;
using Continuo.Runtime.Journaling;
using SQLitePCL;

namespace Continuo.Journal.Sqlite.Transfer;

/// <summary>Makes the store of a data folder, in a file of another name that is given the right one in the end.</summary>
public sealed class SqliteImport : IStoreImport
{
    private const string Unfinished = "continuo.copy.db";
    private const int ItemsPerTransaction = 20_000;

    private readonly string _folder;
    private readonly LockFile _lock;
    private readonly Database _database;
    private readonly ImportWriter _writer;
    private int _items;
    private bool _isFinished;

    private SqliteImport(string folder, LockFile held, Database database, StoreHeading origin, int shards)
    {
        (_folder, _lock, _database) = (folder, held, database);
        _writer = new(database, origin, shards);
        _database.Execute("BEGIN");
    }

    /// <summary>What a copy that broke off has left in the folder; null when there is nothing. The next copy into it begins anew.</summary>
    public static string? LeftIn(string folder) => Path.Combine(folder, Unfinished) is var path && File.Exists(path) ? path : null;

    /// <param name="folder">The data folder; made when it is missing.</param>
    /// <param name="origin">What will be written.</param>
    /// <param name="shards">How many the store is to have.</param>
    /// <exception cref="JournalUnavailableException">There is a store in it, somebody has it open, or it cannot be used.</exception>
    public static SqliteImport Create(string folder, StoreHeading origin, int shards)
    {
        LockFile? held = null;
        Database? database = null;
        var path = Path.Combine(folder, Unfinished);
        try
        {
            Directory.CreateDirectory(folder);
            NetworkFileSystems.Refuse(folder);
            held = LockFile.Take(folder);
            if (File.Exists(Path.Combine(folder, StorePlace.FileName)))
            {
                throw new JournalUnavailableException($"There is a store in '{folder}' already. Choose another data folder.");
            }

            StorePlace.Delete(path);
            database = Database.Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, TimeSpan.FromSeconds(5));

            // Nobody reads it before it is whole, so nothing of it need be safe before.
            database.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;");
            StoreFile.Prepare(database, path, shards, Migrations.Steps, origin.EventParts);
            return new(folder, held, database, origin, shards);
        }
        catch (SqliteFailure failure)
        {
            database?.Dispose();
            held?.Dispose();
            throw FailureWords.Say(failure, path);
        }
        catch (JournalUnavailableException)
        {
            database?.Dispose();
            held?.Dispose();
            throw;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new JournalUnavailableException($"The data folder '{folder}' cannot be used ({problem.Message}). Give this process write access to it, or choose another.", problem);
        }
    }

    public ValueTask Write(StoreItem item, CancellationToken cancellation)
    {
        InWords(() =>
        {
            _writer.Write(item);
            if (++_items % ItemsPerTransaction == 0)
            {
                _database.Execute("COMMIT; BEGIN");
            }
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask Finish(CancellationToken cancellation)
    {
        InWords(() =>
        {
            _writer.Finish();
            _database.Execute("COMMIT; PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA");

            // With its own journal, so that everything is flushed before the name says that it is whole.
            _database.Execute("UPDATE header SET value = value");
            _database.Dispose();
        });
        File.Move(Path.Combine(_folder, Unfinished), Path.Combine(_folder, StorePlace.FileName));
        _isFinished = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (!_isFinished)
        {
            _database.Dispose();
            StorePlace.Delete(Path.Combine(_folder, Unfinished));
        }

        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    private void InWords(Action action)
    {
        try
        {
            action();
        }
        catch (SqliteFailure failure)
        {
            throw FailureWords.Say(failure, Path.Combine(_folder, Unfinished));
        }
    }
}
