using Continuo.Engine.Events;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>Finds what nobody needs any more. Looks through the events a page at a time and remembers where it was.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class Waste(int parts)
{
    private readonly long[] _looked = [.. Enumerable.Range(0, parts).Select(part => EventPlace.Of(part, 0))];

    public static bool HasLeftovers(Reader reader)
    {
        var read = reader.Prepare("SELECT 1 FROM leftovers LIMIT 1");
        var has = read.Step();
        read.Reset();
        return has;
    }

    /// <summary>Places of events to delete, of one page.</summary>
    /// <param name="reader">A snapshot of the store is read.</param>
    /// <param name="through">The latest time.</param>
    /// <param name="limit">The events of a page.</param>
    public (List<long> Places, bool More) FindEvents(Reader reader, DateTimeOffset through, int limit) => reader.Snapshot(() =>
    {
        for (var part = 0; part < parts; part++)
        {
            var page = ReadPage(reader, part, through, limit);
            _looked[part] = page.Count < limit ? EventPlace.Of(part, 0) : page[^1].Place;
            if (page.Count > 0)
            {
                var unread = new UnreadKeys(reader);
                List<long> places = [.. page.Where(stored => !unread.Needs(stored.Place, stored.Key)).Select(stored => stored.Place)];
                if (places.Count > 0 || page.Count == limit)
                {
                    return (places, page.Count == limit);
                }
            }
        }

        return (new List<long>(), false);
    });

    /// <summary>All but the newest, for the next number of a part is one more than that.</summary>
    /// <remarks>Places rise with time, but where a clock ran back: those behind it wait for a later round.</remarks>
    private List<(long Place, long Key)> ReadPage(Reader reader, int part, DateTimeOffset through, int limit)
    {
        var read = reader.Prepare("SELECT place, key, at FROM events WHERE place > ?1 AND place < (SELECT max(place) FROM events WHERE place < ?2) ORDER BY place LIMIT ?3");
        read.Bind(1, _looked[part]).Bind(2, EventPlace.Of(part + 1, 0)).Bind(3, limit);
        var page = new List<(long, long)>();
        while (read.Step() && read.Int64(2) <= through.UtcTicks)
        {
            page.Add((read.Int64(0), read.Int64(1)));
        }

        read.Reset();
        return page;
    }

    /// <summary>For each key the earliest place that a listener for it has read to.</summary>
    private sealed class UnreadKeys
    {
        private readonly Dictionary<long, long> _since = [];

        public UnreadKeys(Reader reader)
        {
            var read = reader.Prepare("SELECT keys, min(since) FROM subscriptions GROUP BY keys");
            while (read.Step())
            {
                foreach (var key in KeyBytes.Read(read.Blob(0)))
                {
                    _since[key.Hash] = Math.Min(_since.GetValueOrDefault(key.Hash, long.MaxValue), read.Int64(1));
                }
            }

            read.Reset();
        }

        public bool Needs(long place, long key) => IsAfter(place, key) || IsAfter(place, EventKey.Any.Hash);

        private bool IsAfter(long place, long key) => _since.TryGetValue(key, out var since) && EventPlace.Number(place) > since;
    }
}
