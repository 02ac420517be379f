using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>What a shard reads of itself: its image, what is due, events.</summary>
internal sealed class ShardReads(HeadIndex heads, ShardTails tails, int eventParts)
{
    public ShardImage ReadImage(Reader reader, ShardId shard)
    {
        var lagging = heads.OfShard(shard.Number);
        var (pos, at) = tails[shard.Number];
        return reader.Snapshot(() => ReadRow(reader, shard) with
        {
            LastPos = pos,
            LastCommitAt = at == 0 ? default : new(at, TimeSpan.Zero),
            Heads = ReadHeads(reader, lagging),
            Subscriptions = ReadSubscriptions(reader, shard),
            EventTails = [.. Enumerable.Range(0, eventParts).Select(part => ReadTail(reader, part))],
        });
    }

    public StoreOwnership ReadOwnership(Reader reader)
    {
        var read = reader.Prepare("SELECT s.shard, w.node, coalesce(w.fenced, 0), s.epoch, s.adoptions FROM shards s LEFT JOIN writers w ON w.id = s.writer ORDER BY s.shard");
        var found = ImmutableArray.CreateBuilder<OwnedShard>();
        while (read.Step())
        {
            var shard = new ShardId((int)read.Int64(0));
            var tail = tails[shard.Number].Pos;
            found.Add(new(shard, read.IsNull(1) ? null : read.Text(1), read.Int64(2) != 0, read.Int64(3), tail, heads.OfShard(shard.Number).Count, (int)read.Int64(4)));
        }

        return new(found.DrainToImmutable());
    }

    public static ImmutableArray<Wake> ReadWake(Reader reader, ShardId shard, Wake? from, DateTimeOffset through, int limit)
    {
        // By keyset: rows that share a time beyond the limit are reached by their number.
        var read = reader.Prepare(
            """
            SELECT wake_at, n, id FROM instances
            WHERE shard = ?1 AND wake_at IS NOT NULL AND (wake_at, n) > (?2, ?3) AND wake_at <= ?4 ORDER BY wake_at, n LIMIT ?5
            """);
        read.Bind(1, shard.Number).Bind(2, from?.At.Ticks ?? -1).Bind(3, from?.Number ?? 0).Bind(4, through.UtcTicks).Bind(5, limit);
        var rows = ImmutableArray.CreateBuilder<Wake>();
        while (read.Step())
        {
            rows.Add(new(new(read.Int64(0)), read.Int64(1), new(read.Text(2))));
        }

        return rows.DrainToImmutable();
    }

    public static EventPage ReadEvents(Reader reader, int part, ImmutableArray<EventKey> keys, long after, int limit) => reader.Snapshot(() =>
    {
        var tail = Math.Max(after, ReadTail(reader, part));
        var (first, last) = (EventPlace.Of(part, after) + 1, EventPlace.Of(part, tail));
        var places = keys.IsDefaultOrEmpty || keys.Contains(EventKey.Any) ? ReadPlaces(reader, first, last, limit) : ReadPlaces(reader, keys, first, last, limit);
        var found = ReadBodies(reader, places);
        return found.Length < limit ? new EventPage(found, tail) : new EventPage(found, found[^1].N);
    });

    private static List<long> ReadPlaces(Reader reader, long first, long last, int limit)
    {
        var places = new List<long>();
        var read = reader.Prepare("SELECT place FROM events WHERE place BETWEEN ?1 AND ?2 ORDER BY place LIMIT ?3").Bind(1, first).Bind(2, last).Bind(3, limit);
        while (read.Step())
        {
            places.Add(read.Int64(0));
        }

        return places;
    }

    /// <summary>From the index alone, each key only as far as the keys before it leave room on the page: with many keys most of what they find is on a later one.</summary>
    private static List<long> ReadPlaces(Reader reader, ImmutableArray<EventKey> keys, long first, long last, int limit)
    {
        var places = new List<long>();
        foreach (var key in keys.Distinct())
        {
            var read = reader.Prepare("SELECT place FROM events WHERE key = ?4 AND place BETWEEN ?1 AND ?2 ORDER BY place LIMIT ?3");
            read.Bind(1, first).Bind(2, last).Bind(3, limit).Bind(4, key.Hash);
            while (read.Step())
            {
                places.Add(read.Int64(0));
            }

            places.Sort();
            if (places.Count >= limit)
            {
                places.RemoveRange(limit, places.Count - limit);
                last = places[^1];
            }
        }

        return places;
    }

    private static ImmutableArray<StoredEvent> ReadBodies(Reader reader, List<long> places)
    {
        var found = ImmutableArray.CreateBuilder<StoredEvent>(places.Count);
        var read = reader.Prepare("SELECT at, body FROM events WHERE place = ?1");
        foreach (var place in places)
        {
            if (read.Bind(1, place).Step())
            {
                found.Add(new(EventPlace.Number(place), JsonReader.Read(read.Blob(1)), new(read.Int64(0), TimeSpan.Zero)));
            }

            read.Reset();
        }

        return found.DrainToImmutable();
    }

    private static Dictionary<InstanceId, long> ReadHeads(Reader reader, List<(long Number, long Pos)> lagging)
    {
        var found = new Dictionary<InstanceId, long>(lagging.Count);
        var read = reader.Prepare("SELECT id FROM instances WHERE n = ?1");
        foreach (var (number, pos) in lagging)
        {
            if (read.Bind(1, number).Step())
            {
                found[new(read.Text(0))] = pos;
            }

            read.Reset();
        }

        return found;
    }

    private static ImmutableArray<Subscription> ReadSubscriptions(Reader reader, ShardId shard)
    {
        var read = reader.Prepare("SELECT i.id, s.frame, s.keys, s.since, s.pokes FROM subscriptions s JOIN instances i ON i.n = s.instance WHERE s.shard = ?1 ORDER BY s.instance, s.frame");
        read.Bind(1, shard.Number);
        var found = ImmutableArray.CreateBuilder<Subscription>();
        while (read.Step())
        {
            found.Add(new(new(read.Text(0)), (int)read.Int64(1), KeyBytes.Read(read.Blob(2)), read.Int64(3)) { Pokes = read.IsNull(4) ? default : KeyBytes.Read(read.Blob(4)) });
        }

        return found.DrainToImmutable();
    }

    /// <summary>What the shard's own row says; the rest is still to be read.</summary>
    private ShardImage ReadRow(Reader reader, ShardId shard)
    {
        var read = reader.Prepare("SELECT event_marks, adoptions, suspect FROM shards WHERE shard = ?1").Bind(1, shard.Number);
        var found = read.Step();
        var image = new ShardImage
        {
            LastPos = 0,
            Heads = ImmutableDictionary<InstanceId, long>.Empty,
            Subscriptions = [],
            EventTails = [],
            EventMarks = EventMarks.Read(found ? read.Text(0) : "", eventParts),
            Adoptions = found ? (int)read.Int64(1) : 0,
            Suspect = found && !read.IsNull(2) ? CareWriter.ReadSuspect(read.Text(2)) : null,
        };
        read.Reset();
        return image;
    }

    private static long ReadTail(Reader reader, int part)
    {
        var read = reader.Prepare("SELECT max(place) FROM events WHERE place BETWEEN ?1 AND ?2").Bind(1, EventPlace.Of(part, 0)).Bind(2, EventPlace.Of(part + 1, 0) - 1);
        var tail = read.Step() ? EventPlace.Number(read.Int64(0)) : 0;
        read.Reset();
        return tail;
    }
}
