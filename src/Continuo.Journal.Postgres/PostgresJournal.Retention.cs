using System.Collections.Immutable;
using Continuo.Journal.Postgres.Reading;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Postgres;

public sealed partial class PostgresJournal
{
    public async ValueTask<ImmutableArray<EndedInstance>> ReadEnded(DateTimeOffset through, EndedInstance? after, int limit, CancellationToken cancellation)
    {
        var from = after is { } last ? (last.At.UtcTicks, InstanceNumber.Of(last.Instance, last.Number, Shards)) : (0, 0);
        return await _readers.Read(session => InstanceReads.ReadEnded(session, through, from, limit, cancellation), cancellation);
    }

    /// <remarks>Each node cleans up after its own shards, beside their commits, on another connection.</remarks>
    public async ValueTask<bool> Clean(DateTimeOffset eventsThrough, int limit, CancellationToken cancellation)
    {
        foreach (var writer in _writers)
        {
            var shards = Enumerable.Range(0, Shards).Where(writer.Tails.Holds).ToArray();
            if (writer.Id == 0 || shards.Length == 0)
            {
                continue;
            }

            var (used, hasLeftovers) = await _control.Run(
                async session => await Claims.IsFenced(session, writer.Id, cancellation)
                    ? (-1, false)
                    : (await Cleaning.DeleteLeftovers(session, shards, limit, cancellation), true),
                cancellation);
            if (used > 0)
            {
                if (used < limit)
                {
                    await _partitions.DropEmpty(cancellation);
                }

                return true;
            }

            if (hasLeftovers && await CleanEvents([.. shards.Where(shard => shard < EventParts)], eventsThrough, limit, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private Task<bool> CleanEvents(int[] parts, DateTimeOffset through, int limit, CancellationToken cancellation) => _control.Run(
        async session =>
        {
            var (part, places, more) = await _waste.FindEvents(session, parts, through, limit, cancellation);
            if (places.Count > 0)
            {
                await Cleaning.DeleteEvents(session, part, places, cancellation);
            }

            return more;
        },
        cancellation);
}
