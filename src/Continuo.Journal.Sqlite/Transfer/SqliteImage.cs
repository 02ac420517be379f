using System.Collections.Immutable;
using System.Globalization;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Examination;
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

    private SqliteImage(Database database, string path, StoreHeading heading, TimeProvider clock) => (_database, _path, Heading, _clock) = (database, path, heading, clock);

    public StoreHeading Heading { get; }

    /// <param name="place">A data folder, or a file such as a backup.</param>
    /// <param name="clock">Tells how old things are.</param>
    /// <exception cref="JournalUnavailableException">There is no store, or it cannot be read as it is; says what to do.</exception>
    public static SqliteImage Open(string place, TimeProvider clock)
    {
        var path = StorePlace.Existing(place);
        Database? database = null;
        try
        {
            database = StoreFile.OpenReader(path, TimeSpan.FromSeconds(5));
            StoreFile.CheckCurrent(database, path);

            // What is read first is the moment that everything after it is read of.
            database.Execute("BEGIN");
            return new(database, path, ReadHeading(database, path), clock);
        }
        catch (SqliteFailure failure)
        {
            database?.Dispose();
            throw FailureWords.Say(failure, path);
        }
        catch (JournalUnavailableException)
        {
            database?.Dispose();
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
