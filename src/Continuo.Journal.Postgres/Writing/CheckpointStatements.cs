using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Writes down what the rows do not tell yet. No index has any of these columns: rows change in place.</summary>
internal static class CheckpointStatements
{
    // Never back: an instance that was parked has a newer head than is known here.
    private const string Heads =
        "UPDATE instances i SET head_pos = u.pos FROM unnest($1::bigint[], $2::bigint[]) u(n, pos) WHERE i.n = u.n AND i.head_pos < u.pos";

    private const string Shards =
        """
        UPDATE shards s SET checkpoint_pos = greatest(s.checkpoint_pos, u.checkpoint), last_pos = greatest(s.last_pos, u.pos), last_at = greatest(s.last_at, u.at)
        FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) u(shard, checkpoint, pos, at) WHERE s.shard = u.shard
        """;

    private const string Marks = "UPDATE shards SET event_marks = $2 WHERE shard = $1";

    /// <returns>False when the writer is fenced and nothing is written.</returns>
    public static async Task<bool> Run(Incarnation incarnation, CheckpointNews news, IReadOnlyDictionary<ShardId, ImmutableArray<long>> marks, CancellationToken cancellation)
    {
        var batch = incarnation.Begin();
        var heads = news.Heads.Values.OrderBy(head => head.N).ToArray();
        if (heads.Length > 0)
        {
            Add(batch, Heads, Parameter.Of([.. heads.Select(head => head.N)]), Parameter.Of([.. heads.Select(head => head.Pos)]));
        }

        var shards = news.Shards.OrderBy(shard => shard.Number).ToArray();
        if (shards.Length > 0)
        {
            Add(
                batch,
                Shards,
                Parameter.Of([.. shards.Select(shard => shard.Number)]),
                Parameter.Of([.. shards.Select(shard => shard.Checkpoint)]),
                Parameter.Of([.. shards.Select(shard => shard.Tail.Pos)]),
                Parameter.Of([.. shards.Select(shard => shard.Tail.At)]));
        }

        foreach (var (shard, places) in marks)
        {
            Add(batch, Marks, Parameter.Of(shard.Number), Parameter.Of([.. places]));
        }

        try
        {
            await batch.ExecuteNonQueryAsync(cancellation);
            return true;
        }
        catch (PostgresException fenced) when (fenced.SqlState == FailureWords.FencedCode)
        {
            return false;
        }
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }
}
