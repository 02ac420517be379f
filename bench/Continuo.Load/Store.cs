using Continuo.Journal.Postgres;
using Continuo.Journal.Sqlite;
using Continuo.Runtime.Journaling;

namespace Continuo.Load;

/// <summary>The store under load, by its address.</summary>
internal sealed record Store(IJournal Journal, IDefinitionStore Definitions, IInstanceQueries Queries)
{
    public static async Task<Store> Open(string address, string data)
    {
        if (address == "sqlite")
        {
            var file = SqliteJournal.Open(new SqliteJournalOptions { Folder = data });
            return new(file, file, file);
        }

        var journal = await PostgresJournal.Open(new PostgresJournalOptions { Store = address });
        return new(journal, journal, journal);
    }
}
