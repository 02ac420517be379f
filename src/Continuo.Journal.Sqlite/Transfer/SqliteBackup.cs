using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Schema;
using Continuo.Runtime.Journaling;
using SQLitePCL;

namespace Continuo.Journal.Sqlite.Transfer;

/// <summary>A copy of a store as one file, made beside whoever writes to it. It has its name only once it is kept.</summary>
public sealed class SqliteBackup : IDisposable
{
    private const string Unfinished = ".part";

    private readonly string _target;
    private bool _isKept;

    private SqliteBackup(string target) => _target = target;

    /// <summary>The copy, to be looked at before it is kept.</summary>
    public string File => _target + Unfinished;

    /// <param name="place">A data folder, or a file.</param>
    /// <param name="target">The file to make; there must be none of that name.</param>
    /// <param name="progress">Told the pages done and the pages there are.</param>
    /// <param name="cancellation">Ends it; nothing is left then.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read, or the file cannot be written.</exception>
    public static SqliteBackup Make(string place, string target, Action<int, int>? progress, CancellationToken cancellation)
    {
        var path = StorePlace.Existing(place);
        if (System.IO.File.Exists(target))
        {
            throw new JournalUnavailableException($"There is a file '{target}' already. Choose another name; a backup replaces nothing.");
        }

        var backup = new SqliteBackup(target);
        var isMade = false;
        try
        {
            StorePlace.Delete(backup.File);
            Copy(path, backup.File, progress, cancellation);
            isMade = true;
            return backup;
        }
        catch (SqliteFailure failure)
        {
            throw FailureWords.Say(failure, failure.Code is raw.SQLITE_FULL or raw.SQLITE_CANTOPEN ? backup.File : path);
        }
        finally
        {
            if (!isMade)
            {
                backup.Dispose();
            }
        }
    }

    /// <summary>Gives the copy its name.</summary>
    public void Keep()
    {
        System.IO.File.Move(File, _target);
        _isKept = true;
    }

    public void Dispose()
    {
        if (!_isKept)
        {
            StorePlace.Delete(File);
        }
    }

    internal static void Copy(string from, string to, Action<int, int>? progress, CancellationToken cancellation)
    {
        using var source = StoreFile.OpenReader(from, TimeSpan.FromSeconds(5));
        StoreFile.CheckOurs(source, from);

        // One moment: without the transaction each commit of the server would make the copy begin anew.
        source.Execute("BEGIN; SELECT count(*) FROM header");
        using var target = Database.Open(to, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, TimeSpan.FromSeconds(5));
        target.Execute("PRAGMA synchronous = FULL");
        source.CopyTo(target, progress, cancellation);

        // One file without companions; whoever serves it makes a WAL again.
        target.Execute("PRAGMA journal_mode = DELETE");
    }
}
