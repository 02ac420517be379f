using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Continuo.JournalBench;

/// <summary>The same insert by a prepared raw statement and by a prepared command, in microseconds of one row.</summary>
internal static class StatementCost
{
    private const string Insert = "INSERT INTO journal(pos, shard, instance, seq, prev_pos, at, facts) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    private const int Rows = 100_000;

    public static (double Raw, double Command) Measure(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "statements.db")};Pooling=False");
        connection.Open();
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE journal(pos INTEGER PRIMARY KEY, shard INTEGER, instance INTEGER, seq INTEGER, prev_pos INTEGER, at INTEGER, facts BLOB)");
        ByCommand(connection, 0, Rows / 10);
        ByRaw(connection, Rows, Rows / 10);
        return (ByRaw(connection, 4 * Rows, Rows), ByCommand(connection, 2 * Rows, Rows));
    }

    private static double ByCommand(SqliteConnection connection, long first, int rows)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = Insert;
        var parameters = Enumerable.Range(1, 7).Select(i => command.Parameters.Add(new SqliteParameter($"?{i}", i == 7 ? SqliteType.Blob : SqliteType.Integer))).ToArray();
        command.Prepare();
        var facts = new byte[300];
        var begun = Stopwatch.GetTimestamp();
        for (var row = first; row < first + rows; row++)
        {
            parameters[0].Value = row;
            for (var i = 1; i < 6; i++)
            {
                parameters[i].Value = row;
            }

            parameters[6].Value = facts;
            command.ExecuteNonQuery();
        }

        var time = Stopwatch.GetElapsedTime(begun);
        transaction.Commit();
        return time.TotalMicroseconds / rows;
    }

    private static double ByRaw(SqliteConnection connection, long first, int rows)
    {
        Run(connection, "BEGIN");
        raw.sqlite3_prepare_v3(connection.Handle, Insert, 1, out var statement);
        using var owned = statement;
        var facts = new byte[300];
        var begun = Stopwatch.GetTimestamp();
        for (var row = first; row < first + rows; row++)
        {
            for (var i = 1; i < 7; i++)
            {
                raw.sqlite3_bind_int64(statement, i, row);
            }

            raw.sqlite3_bind_blob(statement, 7, facts);
            raw.sqlite3_step(statement);
            raw.sqlite3_reset(statement);
        }

        var time = Stopwatch.GetElapsedTime(begun);
        Run(connection, "COMMIT");
        return time.TotalMicroseconds / rows;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
