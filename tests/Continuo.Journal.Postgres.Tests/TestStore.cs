using System.Globalization;
using Continuo.Testing.Postgres;
using Npgsql;
using Xunit;

namespace Continuo.Journal.Postgres.Tests;

/// <summary>A store of the test's own: a schema in the database that all tests share. It goes with the server.</summary>
internal sealed class TestStore
{
    private static int s_last;

    private TestStore(ThrowawayPostgres server) => Server = server;

    public ThrowawayPostgres Server { get; }

    public string Schema { get; } = string.Create(CultureInfo.InvariantCulture, $"store{Interlocked.Increment(ref s_last)}");

    /// <summary>Small, and with one writer: as the suites of the contract want it.</summary>
    public PostgresJournalOptions Options => new() { Store = Server.Url(), Schema = Schema, Shards = 16, EventParts = 1, Writers = 1, Readers = 2, FencePatience = TimeSpan.FromMilliseconds(200) };

    public static async Task<TestStore> Create()
    {
        var server = await ThrowawayPostgres.Shared;
        if (server is null)
        {
            Assert.Skip("PostgreSQL 15 is not installed.");
        }

        return new(server);
    }

    /// <summary>A connection of the test's own, with the store's tables in its path.</summary>
    public async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Server.Port};Username=postgres;Database=postgres;Pooling=false;Search Path={Schema}");
        await connection.OpenAsync();
        return connection;
    }

    public async Task Execute(string sql)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> Scalar<T>(string sql)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
