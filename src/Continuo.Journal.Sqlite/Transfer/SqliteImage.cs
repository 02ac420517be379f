using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Examination;
using Continuo.Journal.Sqlite.Files;
using Continuo.Journal.Sqlite.Schema;
using Continuo.Runtime.Checking;
using Continuo.Runtime.Journaling;
using SQLitePCL;

namespace Continuo.Journal.Sqlite.Transfer;

/// <summary>A store in one file as it is at one moment, read through one transaction on a connection of its own.</summary>
/// <remarks>A server may write meanwhile; its WAL cannot begin anew until this is disposed.</remarks>
public sealed class SqliteImage : IStoreExport, IStoreExamination
{
    private readonly Database _database;
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly LockFile? _lock;

    private SqliteImage(Database database, string path, StoreHeading heading, TimeProvider clock, LockFile? held) =>
        (_database, _path, Heading, _clock, _lock) = (database, path, heading, clock, held);

    public StoreHeading Heading { get; }

    /// <param name="place">A data folder, or a file such as a backup.</param>
    /// <param name="clock">Tells how old things are.</param>
    /// <param name="alone">Whether no process may have the data folder open meanwhile.</param>
    /// <exception cref="JournalUnavailableException">There is no store, it cannot be read as it is, or a process has it open that must not; says what to do.</exception>
    public static SqliteImage Open(string place, TimeProvider clock, bool alone = false)
    {
        var path = StorePlace.Existing(place);
        Database? database = null;
        var held = alone && Directory.Exists(place) ? LockFile.Take(place) : null;
        try
        {
            database = StoreFile.OpenReader(path, TimeSpan.FromSeconds(5));
            StoreFile.CheckCurrent(database, path);

            // What is read first is the moment that everything after it is read of.
            database.Execute("BEGIN");
            return new(database, path, ReadHeading(database, path), clock, held);
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
    }

    public IAsyncEnumerable<StoreItem> Read(CancellationToken cancellation) => InWords(new ImageReading(_database, Heading.EventParts).Read(), cancellation).ToAsyncEnumerable();

    public ValueTask Examine(bool deep, Findings findings, CancellationToken cancellation)
    {
        try
        {
            var file = new FileExamination(_database, _path, findings, _clock);
            file.Look();
            if (deep)
            {
                file.LookAtPages();
            }

            new RowExamination(_database, findings).Look(cancellation);
        }
        catch (SqliteFailure failure) when (failure.Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            findings.Error(FindingCodes.PageDamaged, _path, failure.Message, FileExamination.Restore);
        }
        catch (SqliteFailure failure)
        {
            throw FailureWords.Say(failure, _path);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    private IEnumerable<StoreItem> InWords(IEnumerable<StoreItem> items, CancellationToken cancellation)
    {
        using var reading = items.GetEnumerator();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            StoreItem item;
            try
            {
                if (!reading.MoveNext())
                {
                    yield break;
                }

                item = reading.Current;
            }
            catch (SqliteFailure failure)
            {
                throw FailureWords.Say(failure, _path);
            }

            yield return item;
        }
    }

    private static StoreHeading ReadHeading(Database database, string path) => new(
        "sqlite",
        path,
        (int)database.Scalar("PRAGMA user_version"),
        (int)database.Scalar("SELECT value FROM header WHERE key = 'shards'"),
        (int)database.Scalar("SELECT value FROM header WHERE key = 'event_parts'"),
        IsNumberedByShard: false)
    {
        Definitions = database.Scalar("SELECT count(*) FROM definitions"),
        Instances = database.Scalar("SELECT count(*) FROM instances"),
        Commits = database.Scalar("SELECT count(*) FROM journal"),
        Events = database.Scalar("SELECT count(*) FROM events"),
    };
}
