using System.Globalization;
using Continuo.Runtime.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace Continuo.Journal.Postgres.Connections;

/// <summary>One connection with its time limits. Used by one caller at a time.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Session(NpgsqlConnection connection) => _connection = connection;

    public NpgsqlConnection Connection => _connection;

    public bool IsOpen => _connection.FullState == System.Data.ConnectionState.Open;

    /// <param name="address">Which database.</param>
    /// <param name="options">The limits.</param>
    /// <param name="role">What it is for: shown to whoever looks at the server.</param>
    /// <param name="statement">The longest that one statement may take.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<Session> Open(StoreAddress address, PostgresJournalOptions options, string role, TimeSpan statement, CancellationToken cancellation)
    {
        // The server ends a statement first; the client's own limit is for a server that says nothing any more.
        var connection = new NpgsqlConnection(address.ConnectionString($"continuo {role}", options.ConnectLimit, statement + TimeSpan.FromSeconds(2)));
        var session = new Session(connection);
        try
        {
            await connection.OpenAsync(cancellation);

            // One that is stopped in the middle of a transaction must not hold its locks for ever, nor one whose network is gone.
            await session.Execute(
                $"""
                SET search_path TO {Quote(options.Schema)}; SET statement_timeout TO {Milliseconds(statement)}; SET lock_timeout TO {Milliseconds(statement)};
                SET idle_in_transaction_session_timeout TO {Milliseconds(options.CommitLimit)}; SET tcp_user_timeout TO {Milliseconds(options.CommitLimit)};
                SET client_min_messages TO warning; SET jit TO off
                """,
                cancellation);
            return session;
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            await session.DisposeAsync();
            throw FailureWords.Say(problem, address.Name);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Parameters have no names: $1, $2 in their order.</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public async Task<int> Execute(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<T?> Scalar<T>(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellation) is T value ? value : default;
    }

    public async Task<List<T>> Rows<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static string Milliseconds(TimeSpan time) => ((long)Math.Max(1, time.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
}
