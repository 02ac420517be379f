using System.Collections.Immutable;
using System.Globalization;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Journaling;
using SQLitePCL;

namespace Continuo.Journal.Sqlite.Schema;

/// <summary>The database file: whose it is, its version, and what was frozen when it was made.</summary>
internal static class StoreFile
{
    /// <summary>"Ctno" in ASCII: tells tools and us what the file is.</summary>
    public const int ApplicationId = 0x43746e6f;

    private const string CommonSettings = "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;";

    public static Database OpenWriter(string path, TimeSpan busyTimeout)
    {
        var database = Database.Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, busyTimeout);
        try
        {
            // The checkpointer has a connection of its own: a commit must not pay for it.
            database.Execute($"{CommonSettings} PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -32768;");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public static Database OpenReader(string path, TimeSpan busyTimeout)
    {
        var database = Database.Open(path, raw.SQLITE_OPEN_READWRITE, busyTimeout);
        database.Execute($"{CommonSettings} PRAGMA query_only = ON; PRAGMA cache_size = -4096;");
        return database;
    }

    public static Database OpenCheckpointer(string path, TimeSpan busyTimeout)
    {
        var database = Database.Open(path, raw.SQLITE_OPEN_READWRITE, busyTimeout);
        database.Execute($"{CommonSettings} PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -256;");
        return database;
    }

    /// <summary>Makes a new file ours and brings an older one to this program's version, in one transaction.</summary>
    public static StoreHeader Prepare(Database database, string path, int shards, ImmutableArray<string> steps, int eventParts = 1)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            var version = Check(database, path, steps.Length);
            foreach (var step in steps[(int)version..])
            {
                database.Execute(step);
            }

            if (version == 0)
            {
                WriteHeader(database, shards, eventParts);
            }

            if (version < steps.Length)
            {
                database.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {steps.Length};");
            }

            var header = new StoreHeader(
                (int)database.Scalar("SELECT value FROM header WHERE key = 'shards'"),
                (int)database.Scalar("SELECT value FROM header WHERE key = 'event_parts'"));
            database.Execute("COMMIT");
            return header;
        }
        finally
        {
            database.RollbackIfOpen();
        }
    }

    /// <summary>Refuses a file that is not a store, or one that a newer version wrote.</summary>
    public static void CheckOurs(Database database, string path)
    {
        if (Check(database, path, Migrations.Steps.Length) == 0)
        {
            throw new JournalUnavailableException($"'{path}' is an empty file, not a store.");
        }
    }

    /// <summary>Refuses a file that cannot be read as it is.</summary>
    public static void CheckCurrent(Database database, string path)
    {
        var version = Check(database, path, Migrations.Steps.Length);
        if (version < Migrations.Steps.Length)
        {
            throw new JournalUnavailableException(
                $"The store '{path}' has format {version}, this program works with format {Migrations.Steps.Length}. Start 'continuo serve' on its folder once, which brings it there; a backup is restored first.");
        }
    }

    private static long Check(Database database, string path, int known)
    {
        var (id, version) = (database.Scalar("PRAGMA application_id"), database.Scalar("PRAGMA user_version"));
        var isNew = id == 0 && version == 0 && database.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && id != ApplicationId)
        {
            throw new JournalUnavailableException($"'{path}' is a database of another program, not a Continuo store. Choose another data folder, or move that file away.");
        }

        if (version > known)
        {
            throw new JournalUnavailableException(
                $"The store '{path}' has format {version}, this program knows formats up to {known}: a newer Continuo wrote it. Use that version or a later one, or another data folder.");
        }

        return version;
    }

    private static void WriteHeader(Database database, int shards, int eventParts)
    {
        database.Execute($"INSERT INTO header VALUES('shards', {shards.ToString(CultureInfo.InvariantCulture)}), ('event_parts', {eventParts.ToString(CultureInfo.InvariantCulture)})");
        for (var shard = 0; shard < shards; shard++)
        {
            database.Execute($"INSERT INTO shards VALUES({shard.ToString(CultureInfo.InvariantCulture)}, NULL, 0, 0, 0, 0, '', 0, NULL)");
        }
    }
}

/// <summary>Frozen when the file was made.</summary>
internal readonly record struct StoreHeader(int Shards, int EventParts);
