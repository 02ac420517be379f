using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>What shards write down against instances that end the process.</summary>
internal static class CareStatements
{
    // One that had ended and owed something still does: it must not be forgotten as one that has ended.
    private const string ParkInstance =
        """
        WITH found AS (
            SELECT i.n, i.shard, greatest(i.head_pos, coalesce((
                SELECT max(j.pos) FROM journal j WHERE j.shard = i.shard AND j.pos > s.checkpoint_pos AND j.instance = i.n), 0)) AS head
            FROM instances i JOIN shards s ON s.shard = i.shard WHERE i.id = $1),
        appended AS (
            INSERT INTO journal(shard, pos, instance, seq, prev_pos, at, facts)
            SELECT f.shard, $2, f.n, j.seq + 1, f.head, $3, $4 FROM found f JOIN journal j ON j.shard = f.shard AND j.pos = f.head)
        UPDATE instances i SET status = $5, incident = true, wake_at = NULL, head_pos = $2, finished_at = NULL FROM found f WHERE i.n = f.n
        """;

    public static NpgsqlBatchCommand Care(ShardAction.Care care) => Command(
        "UPDATE shards SET suspect = $2, strikes = $3, adoptions = CASE WHEN $4 THEN 0 ELSE adoptions END WHERE shard = $1",
        Parameter.Of(care.Shard.Number),
        Parameter.Of(care.Suspect?.Instance.Text),
        Parameter.Of(care.Suspect?.Strikes ?? 0),
        Parameter.Of(care.IsClean));

    public static NpgsqlBatchCommand Park(ShardAction.Park park) => Command(
        ParkInstance, Parameter.Of(park.Instance.Text), Parameter.Of(park.Pos), Parameter.Of(park.At.UtcTicks), Parameter.Of(park.Facts), Parameter.Of((int)InstanceStatus.Stuck));

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
