using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Schema;
using Continuo.Journal.Sqlite.Transfer;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite;

/// <summary>What is done to a store as a whole, with no server on it.</summary>
public static class SqliteStore
{
    /// <summary>Brings the store of a data folder to the format of this program, or makes it; all of it or nothing. A server does the same when it opens an older one.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="isDryRun">Only tells what would be done.</param>
    /// <exception cref="JournalUnavailableException">A server has it, or it cannot be used; says why and what to do.</exception>
    public static async Task<StoreMigration> Migrate(string folder, bool isDryRun)
    {
        var (from, to) = (ReadFormat(Path.Combine(folder, StorePlace.FileName)), Migrations.Steps.Length);
        if (from == to || isDryRun)
        {
            return new(from, to, false);
        }

        await SqliteJournal.Open(new() { Folder = folder }).DisposeAsync();
        return new(from, to, true);
    }

    private static int ReadFormat(string path)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        try
        {
            using var database = StoreFile.OpenReader(path, TimeSpan.FromSeconds(5));
            StoreFile.CheckOurs(database, path);
            return (int)database.Scalar("PRAGMA user_version");
        }
        catch (SqliteFailure failure)
        {
            throw FailureWords.Say(failure, path);
        }
    }
}
