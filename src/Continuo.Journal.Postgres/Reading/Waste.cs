using Continuo.Engine.Events;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Postgres.Reading;

/// <summary>Finds events that nobody needs any more. Looks through them a page at a time and remembers where it was.</summary>
/// <remarks>One call at a time.</remarks>
internal sealed class Waste
{
    private readonly Dictionary<int, long> _looked = [];

    /// <summary>Places of events to delete, of one page of one part.</summary>
    /// <param name="session">Reads.</param>
    /// <param name="parts">Of these.</param>
    /// <param name="through">The latest time.</param>
    /// <param name="limit">The events of a page.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<(int Part, List<long> Places, bool More)> FindEvents(Session session, IEnumerable<int> parts, DateTimeOffset through, int limit, CancellationToken cancellation)
    {
        foreach (var part in parts)
        {
            var page = await ReadPage(session, part, through, limit, cancellation);
            _looked[part] = page.Count < limit ? 0 : page[^1].Place;
            if (page.Count > 0)
            {
                var unread = await UnreadKeys.Read(session, cancellation);
                List<long> places = [.. page.Where(stored => !unread.Needs(stored.Place, stored.Key)).Select(stored => stored.Place)];
                if (places.Count > 0 || page.Count == limit)
                {
                    return (part, places, page.Count == limit);
                }
            }
        }

        return (0, [], false);
    }

    /// <summary>All but the newest, for the next number of a part is one more than that.</summary>
    /// <remarks>Places rise with time, but where a clock ran back: those behind it wait for a later round.</remarks>
    private async Task<List<(long Place, long Key)>> ReadPage(Session session, int part, DateTimeOffset through, int limit, CancellationToken cancellation)
    {
        var rows = await session.Rows(
            "SELECT n, key, at FROM events WHERE part = $1 AND n > $2 AND n < (SELECT max(n) FROM events WHERE part = $1) ORDER BY n LIMIT $3",
            row => (Place: row.GetInt64(0), Key: row.GetInt64(1), At: row.GetInt64(2)),
            cancellation,
            Parameter.Of(part),
            Parameter.Of(_looked.GetValueOrDefault(part)),
            Parameter.Of(limit));
        return [.. rows.TakeWhile(row => row.At <= through.UtcTicks).Select(row => (row.Place, row.Key))];
    }

    /// <summary>For each key the earliest place that a listener for it has read to.</summary>
    private sealed class UnreadKeys
    {
        private readonly Dictionary<long, long> _since = [];

        public static async Task<UnreadKeys> Read(Session session, CancellationToken cancellation)
        {
            var unread = new UnreadKeys();
            foreach (var (keys, since) in await session.Rows(
                "SELECT keys, min(since) FROM subscriptions GROUP BY keys", row => (KeyBytes.Read(row.GetFieldValue<byte[]>(0)), row.GetInt64(1)), cancellation))
            {
                foreach (var key in keys)
                {
                    unread._since[key.Hash] = Math.Min(unread._since.GetValueOrDefault(key.Hash, long.MaxValue), since);
                }
            }

            return unread;
        }

        public bool Needs(long place, long key) => IsAfter(place, key) || IsAfter(place, EventKey.Any.Hash);

        private bool IsAfter(long place, long key) => _since.TryGetValue(key, out var since) && place > since;
    }
}
