using System.Diagnostics;
using Continuo.Testing.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Continuo.JournalBench;

/// <summary>Rows of the journal on their way to PostgreSQL, each way with a guard before and a commit after, in microseconds of one row. Without a flush: that is the same for all.</summary>
internal static class WireCost
{
    private const string Columns = "journal(shard, pos, instance, seq, prev_pos, at, facts)";
    private const int Rows = 40_000;

    private static readonly byte[] s_facts = new byte[300];

    /// <param name="server">Its own.</param>
    /// <param name="batch">Rows of a transaction.</param>
    public static async Task<object> Measure(ThrowawayPostgres server, int batch)
    {
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=postgres;Pooling=false;Max Auto Prepare=20;Auto Prepare Min Usages=1");
        await connection.OpenAsync();
        await using (var prepare = new NpgsqlCommand(
            "SET synchronous_commit TO off; DROP TABLE IF EXISTS journal; CREATE TABLE journal(pos bigint, instance bigint, seq bigint, prev_pos bigint, at bigint, shard int, facts bytea, PRIMARY KEY(shard, pos))",
            connection))
        {
            await prepare.ExecuteNonQueryAsync();
        }

        var pos = 0L;
        var ways = new Dictionary<string, Func<long, Task>> { ["arrays"] = Arrays, ["copy"] = Copy, ["inserts"] = Inserts };
        var micros = ways.Keys.ToDictionary(way => way, _ => new List<double>());

        // In turns, so that other load touches every way alike.
        for (var round = 0; round < 4; round++)
        {
            foreach (var (name, way) in ways)
            {
                var begun = Stopwatch.GetTimestamp();
                for (var end = pos + (Rows / 4); pos < end; pos += batch)
                {
                    await way(pos);
                }

                micros[name].Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds * 4 / Rows);
            }
        }

        return new { batch, arrays = Best("arrays"), copy = Best("copy"), inserts = Best("inserts") };

        double Best(string way) => Math.Round(micros[way].Skip(1).Min(), 2);

        async Task Arrays(long first)
        {
            var numbers = Enumerable.Range(0, batch).Select(i => first + i).ToArray();
            await using var statements = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT 1") } };
            var insert = new NpgsqlBatchCommand($"INSERT INTO {Columns} SELECT * FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bytea[])");
            insert.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = new int[batch] });
            for (var column = 0; column < 5; column++)
            {
                insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = numbers });
            }

            insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. numbers.Select(_ => s_facts)] });
            statements.BatchCommands.Add(insert);
            await statements.ExecuteNonQueryAsync();
        }

        async Task Copy(long first)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var guard = new NpgsqlCommand("SELECT 1", connection))
            {
                await guard.ExecuteNonQueryAsync();
            }

            await using (var writer = await connection.BeginBinaryImportAsync($"COPY {Columns} FROM STDIN (FORMAT binary)"))
            {
                for (var row = first; row < first + batch; row++)
                {
                    await writer.StartRowAsync();
                    await writer.WriteAsync(0, NpgsqlDbType.Integer);
                    for (var column = 0; column < 5; column++)
                    {
                        await writer.WriteAsync(row, NpgsqlDbType.Bigint);
                    }

                    await writer.WriteAsync(s_facts, NpgsqlDbType.Bytea);
                }

                await writer.CompleteAsync();
            }

            await transaction.CommitAsync();
        }

        async Task Inserts(long first)
        {
            await using var statements = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT 1") } };
            for (var row = first; row < first + batch; row++)
            {
                var insert = new NpgsqlBatchCommand($"INSERT INTO {Columns} VALUES($1, $2, $3, $4, $5, $6, $7)");
                insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 0 });
                for (var column = 0; column < 5; column++)
                {
                    insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = row });
                }

                insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = s_facts });
                statements.BatchCommands.Add(insert);
            }

            await statements.ExecuteNonQueryAsync();
        }
    }
}
