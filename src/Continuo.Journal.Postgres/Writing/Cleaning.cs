using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Reading;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Takes away what nobody needs any more, of the shards of one writer.</summary>
/// <remarks>No share lock here: a second holder of the writer's row would make each commit beside it pay. A round that runs on while its writer is fenced takes only what is dead to everybody.</remarks>
internal static class Cleaning
{
    /// <summary>A payload is many pages: it counts as so many commits.</summary>
    private const int CommitsPerPayload = 25;

    private const string Leftovers = "SELECT instance, head_pos FROM leftovers WHERE (instance >> 48)::int = ANY($1) LIMIT $2";

    private const string DeletePayloads =
        "DELETE FROM payloads WHERE instance = $1 AND hash IN (SELECT hash FROM payloads WHERE instance = $1 LIMIT $2)";

    // The newest position of the shard may be among them: its row must tell it, or it would be given once more.
    private const string DeleteHistory =
        """
        WITH RECURSIVE chain AS (
            SELECT pos, prev_pos, 1 AS step FROM journal WHERE shard = $1 AND pos = $2
            UNION ALL SELECT j.pos, j.prev_pos, c.step + 1 FROM chain c JOIN journal j ON j.shard = $1 AND j.pos = c.prev_pos WHERE c.step < $4),
        gone AS (DELETE FROM journal j USING chain c WHERE j.shard = $1 AND j.pos = c.pos),
        past AS (DELETE FROM past_snapshots p USING chain c WHERE p.instance = $3 AND p.pos = c.pos),
        told AS (UPDATE shards SET last_pos = $2 WHERE shard = $1 AND last_pos < $2)
        SELECT coalesce(max(step), 0), coalesce(min(prev_pos), 0) FROM chain
        """;

    /// <summary>Payloads and histories of deleted instances, these from their newest commit back.</summary>
    /// <returns>How much of the limit was used.</returns>
    public static async Task<int> DeleteLeftovers(Session session, int[] shards, int limit, CancellationToken cancellation)
    {
        var left = limit;
        foreach (var (n, head) in await session.Rows(Leftovers, row => (row.GetInt64(0), row.GetInt64(1)), cancellation, Parameter.Of(shards), Parameter.Of(limit)))
        {
            await using var transaction = await session.Connection.BeginTransactionAsync(cancellation);
            var payloads = await session.Execute(DeletePayloads, cancellation, Parameter.Of(n), Parameter.Of((left + CommitsPerPayload - 1) / CommitsPerPayload));
            left = Math.Max(0, left - (payloads * CommitsPerPayload));
            if (left > 0)
            {
                var (steps, next) = (await session.Rows(
                    DeleteHistory,
                    row => (row.GetInt32(0), row.GetInt64(1)),
                    cancellation,
                    Parameter.Of(InstanceNumber.ShardOf(n)),
                    Parameter.Of(head),
                    Parameter.Of(n),
                    Parameter.Of(left)))[0];
                left = Math.Max(0, left - Math.Max(1, steps));
                await (next == 0
                    ? session.Execute("DELETE FROM leftovers WHERE instance = $1", cancellation, Parameter.Of(n))
                    : session.Execute("UPDATE leftovers SET head_pos = $2 WHERE instance = $1", cancellation, Parameter.Of(n), Parameter.Of(next)));
            }

            await transaction.CommitAsync(cancellation);
            if (left == 0)
            {
                break;
            }
        }

        return limit - left;
    }

    public static Task<int> DeleteEvents(Session session, int part, List<long> places, CancellationToken cancellation) =>
        session.Execute("DELETE FROM events WHERE part = $1 AND n = ANY($2)", cancellation, Parameter.Of(part), Parameter.Of([.. places]));
}
