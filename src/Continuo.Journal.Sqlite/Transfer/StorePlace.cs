using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Transfer;

/// <summary>Where the file of a store is.</summary>
internal static class StorePlace
{
    public const string FileName = "continuo.db";

    /// <summary>The file of a data folder, or a file itself.</summary>
    public static string Existing(string place)
    {
        var path = Directory.Exists(place) ? Path.Combine(place, FileName) : place;
        return File.Exists(path)
            ? path
            : throw new JournalUnavailableException($"There is no store at '{place}'. Name the data folder of a server, or the file of a backup.");
    }

    /// <summary>A file with what SQLite keeps beside it.</summary>
    public static IEnumerable<string> Parts(string path) => [path, path + "-wal", path + "-shm", path + "-journal"];

    /// <summary>Takes a file of SQLite away that nobody has open.</summary>
    public static void Delete(string path)
    {
        foreach (var part in Parts(path))
        {
            File.Delete(part);
        }
    }
}
