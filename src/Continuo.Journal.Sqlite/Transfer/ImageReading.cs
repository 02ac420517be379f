using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Reading;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Sqlite.Transfer;

/// <summary>The rows of a file in the order of an export. What deleted instances have left is not there any more.</summary>
internal sealed class ImageReading(Database database, int eventParts)
{
    private const string Commits =
        """
        SELECT j.pos, j.shard, j.instance, j.seq, j.prev_pos, j.at, j.facts, j.payloads, p.bytes, p.payloads, s.bytes, s.payloads
        FROM journal j
        LEFT JOIN past_snapshots p ON p.pos = j.pos
        LEFT JOIN snapshots s ON s.instance = j.instance AND s.pos = j.pos
        WHERE NOT EXISTS (SELECT 1 FROM leftovers l WHERE l.instance = j.instance)
        ORDER BY j.pos
        """;

    private readonly StoredPayloads _payloads = new(database);

    public IEnumerable<StoreItem> Read() => Shards().Concat(Definitions()).Concat(Instances()).Concat(Journal()).Concat(Listeners()).Concat(Events()).Concat(Records());

    private IEnumerable<StoreItem> Shards()
    {
        using var read = database.PrepareOnce("SELECT shard, checkpoint_pos, last_at, event_marks, (SELECT max(at) FROM journal WHERE pos > shards.checkpoint_pos AND shard = shards.shard) FROM shards ORDER BY shard");
        while (read.Step())
        {
            yield return new StoreItem.ShardRow(
                new((int)read.Int64(0)), read.Int64(1), new(Math.Max(read.Int64(2), read.Int64(4)), TimeSpan.Zero), EventMarks.Read(read.Text(3), eventParts));
        }
    }

    private IEnumerable<StoreItem> Definitions()
    {
        using var read = database.PrepareOnce($"{SqliteJournal.DefinitionColumns.Replace(" FROM", ", current FROM", StringComparison.Ordinal)} ORDER BY rowid");
        while (read.Step())
        {
            yield return new StoreItem.Definition(SqliteJournal.Definition(read), read.Int64(7) != 0);
        }
    }

    private IEnumerable<StoreItem> Instances()
    {
        using var read = database.PrepareOnce($"SELECT {InstanceLists.Columns}, i.shard FROM instances i JOIN pins p ON p.n = i.pin ORDER BY i.n");
        using var labels = database.PrepareOnce("SELECT key, value FROM labels WHERE instance = ?1");
        using var fields = database.PrepareOnce("SELECT key, value FROM fields WHERE instance = ?1");
        while (read.Step())
        {
            yield return new StoreItem.Instance(InstanceLists.Row(read) with { Labels = Labels(labels.Bind(1, read.Int64(0))), Fields = Fields(fields.Bind(1, read.Int64(0))) }, new((int)read.Int64(15)));
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> Labels(Statement read)
    {
        var labels = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        while (read.Step())
        {
            labels.Add(new(read.Text(0), read.Text(1)));
        }

        return labels.DrainToImmutable();
    }

    private static ImmutableArray<KeyValuePair<string, JsonValue>> Fields(Statement read)
    {
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, JsonValue>>();
        while (read.Step())
        {
            fields.Add(new(read.Text(0), FieldValue.Read(read, 1)));
        }

        return fields.DrainToImmutable();
    }

    private IEnumerable<StoreItem> Journal()
    {
        using var read = database.PrepareOnce(Commits);
        while (read.Step())
        {
            var (pos, number) = (read.Int64(0), read.Int64(2));
            var (mentioned, found) = _payloads.Read(number, read, 7);
            yield return new StoreItem.Commit(
                number, new((int)read.Int64(1)), pos, read.Int64(3), read.Int64(4), new(read.Int64(5), TimeSpan.Zero), read.Blob(6).ToArray(), mentioned, found);
            foreach (var column in (int[])[8, 10])
            {
                if (!read.IsNull(column))
                {
                    (mentioned, found) = _payloads.Read(number, read, column + 1);
                    yield return new StoreItem.Snapshot(number, pos, read.Blob(column).ToArray(), mentioned, found);
                }
            }
        }
    }

    private IEnumerable<StoreItem> Listeners()
    {
        using var read = database.PrepareOnce("SELECT s.instance, i.id, s.frame, s.keys, s.since, s.pokes FROM subscriptions s LEFT JOIN instances i ON i.n = s.instance ORDER BY s.instance, s.frame");
        while (read.Step())
        {
            yield return new StoreItem.Listener(read.Int64(0), new(new(read.Text(1)), (int)read.Int64(2), KeyBytes.Read(read.Blob(3)), read.Int64(4)) { Pokes = read.IsNull(5) ? default : KeyBytes.Read(read.Blob(5)) });
        }
    }

    private IEnumerable<StoreItem> Events()
    {
        using var read = database.PrepareOnce("SELECT place, at, body FROM events ORDER BY place");
        while (read.Step())
        {
            var place = read.Int64(0);
            yield return new StoreItem.Event(EventPlace.Part(place), new StoredEvent(EventPlace.Number(place), JsonReader.Read(read.Blob(2)), new(read.Int64(1), TimeSpan.Zero)));
        }
    }

    private IEnumerable<StoreItem> Records()
    {
        using var read = database.PrepareOnce("SELECT kind, key, value FROM records ORDER BY kind, key");
        while (read.Step())
        {
            yield return new StoreItem.Record(read.Text(0), read.Text(1), read.Blob(2).ToArray());
        }
    }
}
