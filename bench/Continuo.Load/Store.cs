using Continuo.Journal.Sqlite;
using Continuo.Runtime.Journaling;

namespace Continuo.Load;

/// <summary>The store under load, by its address.</summary>
internal sealed record Store(IJournal Journal, IDefinitionStore Definitions, IInstanceQueries Queries)
{
    public static Store Open(string address, string data)
    {
        if (address != "sqlite")
        {
            throw new ArgumentException($"'{address}' is no store that this program knows: sqlite is.", nameof(address));
        }

        var journal = SqliteJournal.Open(new SqliteJournalOptions { Folder = data });
        return new(journal, journal, journal);
    }
}
