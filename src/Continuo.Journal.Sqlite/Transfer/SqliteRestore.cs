using System.Globalization;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Files;
using Continuo.Journal.Sqlite.Schema;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Transfer;

/// <summary>Makes the store of a data folder from a backup. It serves only once it is accepted.</summary>
/// <remarks>
/// Every writer that the backup knows is fenced, and the numbers of those to come begin far beyond: a process that still believes to be the writer of the original,
/// and somehow has this file open, has a number that this store will never give.
/// </remarks>
public sealed class SqliteRestore : IDisposable
{
    private const string Unfinished = "continuo.restore.db";
    private const long Beyond = 1_000_000;

    private readonly string _folder;
    private readonly LockFile _lock;
    private bool _isAccepted;

    private SqliteRestore(string folder, LockFile held) => (_folder, _lock) = (folder, held);

    /// <summary>The store to be, to be looked at before it is accepted.</summary>
    public string File => Path.Combine(_folder, Unfinished);

    private string Store => Path.Combine(_folder, StorePlace.FileName);

    /// <param name="from">The file of a backup, or a data folder that nobody serves.</param>
    /// <param name="folder">The data folder; made when it is missing.</param>
    /// <param name="mayReplace">Whether a store that is there may be replaced.</param>
    /// <param name="progress">Told the pages done and the pages there are.</param>
    /// <param name="cancellation">Ends it; the folder is as it was then.</param>
    /// <exception cref="JournalUnavailableException">A process has the folder's store open, there is one and it may not be replaced, or one of the files cannot be used.</exception>
    public static SqliteRestore Prepare(string from, string folder, bool mayReplace, Action<int, int>? progress, CancellationToken cancellation)
    {
        var source = StorePlace.Existing(from);
        Directory.CreateDirectory(folder);
        NetworkFileSystems.Refuse(folder);
        var restore = new SqliteRestore(folder, LockFile.Take(folder));
        var isMade = false;
        try
        {
            if (System.IO.File.Exists(restore.Store) && !mayReplace)
            {
                throw new JournalUnavailableException($"There is a store in '{folder}' already. Restore into another folder, or with --force: the one that is there is kept beside it.");
            }

            StorePlace.Delete(restore.File);
            SqliteBackup.Copy(source, restore.File, progress, cancellation);
            restore.MakeItsOwn();
            isMade = true;
            return restore;
        }
        catch (SqliteFailure failure)
        {
            throw FailureWords.Say(failure, source);
        }
        finally
        {
            if (!isMade)
            {
                restore.Dispose();
            }
        }
    }

    /// <summary>From here on it is the store of the folder.</summary>
    /// <param name="now">Names the store that was there.</param>
    /// <returns>Where the one that was there is now; null when there was none.</returns>
    public string? Accept(DateTimeOffset now)
    {
        string? aside = null;
        if (System.IO.File.Exists(Store))
        {
            aside = string.Create(CultureInfo.InvariantCulture, $"{Store}.replaced-{now.UtcDateTime:yyyyMMdd-HHmmss}");

            // With its WAL, which may hold its newest commits; the file itself last, so that there is never a WAL beside the wrong one.
            foreach (var (part, target) in StorePlace.Parts(Store).Zip(StorePlace.Parts(aside)).Reverse().Where(pair => System.IO.File.Exists(pair.First)))
            {
                System.IO.File.Move(part, target);
            }
        }

        System.IO.File.Move(File, Store);
        _isAccepted = true;
        return aside;
    }

    public void Dispose()
    {
        if (!_isAccepted)
        {
            StorePlace.Delete(File);
        }

        _lock.Dispose();
    }

    private void MakeItsOwn()
    {
        using var database = Database.Open(File, SQLitePCL.raw.SQLITE_OPEN_READWRITE, TimeSpan.FromSeconds(5));
        database.Execute("PRAGMA synchronous = FULL");
        StoreFile.Prepare(database, File, 1, Migrations.Steps);
        database.Execute(
            $"""
            BEGIN IMMEDIATE;
            UPDATE writers SET fenced = 1;
            UPDATE shards SET writer = NULL, epoch = epoch + 1, adoptions = 0, suspect = NULL;
            UPDATE sqlite_sequence SET seq = seq + {Beyond} WHERE name = 'writers';
            COMMIT;
            """);
    }
}
