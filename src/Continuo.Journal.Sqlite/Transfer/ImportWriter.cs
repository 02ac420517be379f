using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Sqlite.Transfer;

/// <summary>Writes the items of an export as the rows of a new file.</summary>
/// <remarks>
/// Positions stay where the origin had one sequence too; else they are given anew in the order in which commits come, so that of two commits of a shard the
/// later one has the higher position here as well.
/// </remarks>
internal sealed class ImportWriter(Database database, StoreHeading origin, int shards)
{
    private readonly Pins _pins = new(database);
    private readonly FieldWriter _fields = new(database);
    private readonly Dictionary<long, Carried> _instances = [];
    private readonly Statement _definition = database.Prepare("INSERT INTO definitions(hash, namespace, name, version, source, current, created_at, documents) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    private readonly Statement _instance = database.Prepare(
        """
        INSERT INTO instances(n, id, run, shard, pin, status, compensation, incident, parent, wake_at, head_pos, created_at, finished_at)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """);

    private readonly Statement _label = database.Prepare("INSERT OR IGNORE INTO labels(instance, key, value) VALUES(?1, ?2, ?3)");
    private readonly Statement _commit = database.Prepare("INSERT INTO journal(pos, shard, instance, seq, prev_pos, at, facts, payloads) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    private readonly Statement _payload = database.Prepare("INSERT OR IGNORE INTO payloads(instance, hash, bytes) VALUES(?1, ?2, ?3)");
    private readonly Statement _keep = database.Prepare("INSERT INTO past_snapshots(pos, bytes, payloads) SELECT pos, bytes, payloads FROM snapshots WHERE instance = ?1");
    private readonly Statement _snapshot = database.Prepare("INSERT OR REPLACE INTO snapshots(instance, pos, bytes, payloads) VALUES(?1, ?2, ?3, ?4)");
    private readonly Statement _listener = database.Prepare("INSERT INTO subscriptions(shard, instance, frame, keys, since, pokes) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    private readonly Statement _event = database.Prepare("INSERT INTO events(place, same, source, id, type, key, at, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    private readonly Statement _record = database.Prepare("INSERT INTO records(kind, key, value, version) VALUES(?1, ?2, ?3, 1)");
    private readonly List<StoreItem.ShardRow> _shards = [];
    private readonly (long Pos, long At)[] _tails = new (long, long)[shards];
    private long _newest;

    public void Write(StoreItem item)
    {
        switch (item)
        {
            case StoreItem.ShardRow shard:
                _shards.Add(shard);
                break;
            case StoreItem.Definition definition:
                Write(definition.Stored, definition.IsCurrent);
                break;
            case StoreItem.Instance instance:
                _instances.Add(instance.Row.Number, new(instance.Row, ShardId.Of(instance.Row.Id, shards).Number));
                break;
            case StoreItem.Commit commit:
                Write(commit);
                break;
            case StoreItem.Snapshot snapshot:
                Write(snapshot);
                break;
            case StoreItem.Listener listener:
                var (of, subscription) = (Of(listener.Number), listener.Subscription);
                _listener.Bind(1, of.Shard).Bind(2, of.Number).Bind(3, subscription.Frame).Bind(4, KeyBytes.Write(subscription.Keys)).Bind(5, subscription.Since);
                _ = subscription.Pokes.IsDefault ? _listener.Bind(6, (string?)null) : _listener.Bind(6, KeyBytes.Write(subscription.Pokes));
                _listener.Run();
                break;
            case StoreItem.Event happened:
                Write(happened);
                break;
            case StoreItem.Record record:
                var kept = origin.IsNumberedByShard ? record.Renumbered : record;
                _record.Bind(1, kept.Kind).Bind(2, kept.Key).Bind(3, kept.Value.Span).Run();
                break;
        }
    }

    /// <summary>Rows of instances come last: only then it is known where each one's history ends.</summary>
    public void Finish()
    {
        foreach (var (_, instance) in _instances)
        {
            Write(instance);
        }

        // Wherever reading goes on nothing is missed, for each listener has its own place: so the least that any shard has read will do for all.
        var marks = Enumerable.Range(0, origin.EventParts).Select(part => _shards.Select(shard => part < shard.EventMarks.Length ? shard.EventMarks[part] : 0).DefaultIfEmpty().Min());
        var latest = _shards.Select(shard => shard.LastCommitAt.UtcTicks).DefaultIfEmpty().Max();
        using var row = database.PrepareOnce("UPDATE shards SET checkpoint_pos = ?2, last_pos = ?3, last_at = ?4, event_marks = ?5 WHERE shard = ?1");
        var text = string.Join(',', marks.Select(mark => mark.ToString(CultureInfo.InvariantCulture)));
        for (var shard = 0; shard < shards; shard++)
        {
            row.Bind(1, shard).Bind(2, _newest).Bind(3, _tails[shard].Pos).Bind(4, Math.Max(latest, _tails[shard].At)).Bind(5, text).Run();
        }
    }

    private void Write(StoredDefinition stored, bool isCurrent) =>
        _definition.Bind(1, stored.Hash.Hex).Bind(2, stored.Name.Namespace).Bind(3, stored.Name.Name).Bind(4, stored.Version).Bind(5, stored.Source)
            .Bind(6, isCurrent ? 1 : 0).Bind(7, stored.CreatedAt.UtcTicks).Bind(8, Definitions.Text(stored.Documents)).Run();

    private void Write(StoreItem.Commit commit)
    {
        var instance = Of(commit.Number);
        if (commit.PrevPos != instance.OriginHead)
        {
            throw new JournalUnavailableException(
                $"Commit {commit.Pos} of '{instance.Row.Id}' follows {commit.PrevPos}, the one before it is {instance.OriginHead}: a history with a gap is not copied. Look at the store with 'continuo doctor'.");
        }

        if (commit.Mentioned.Length != commit.Payloads.Length)
        {
            throw new JournalUnavailableException($"A payload of commit {commit.Pos} of '{instance.Row.Id}' is missing. Look at the store with 'continuo doctor'.");
        }

        var pos = origin.IsNumberedByShard ? _newest + 1 : commit.Pos;
        var first = instance.Head == 0;
        instance.Number = first ? pos : instance.Number;
        Keep(instance.Number, commit.Payloads);
        _commit.Bind(1, pos).Bind(2, instance.Shard).Bind(3, instance.Number).Bind(4, commit.Seq).Bind(5, instance.Head).Bind(6, commit.At.UtcTicks).Bind(7, commit.Facts.Span);
        Hashes(_commit, 8, commit.Mentioned).Run();
        (instance.Head, instance.OriginHead, _newest) = (pos, commit.Pos, Math.Max(_newest, pos));
        _tails[instance.Shard] = (Math.Max(_tails[instance.Shard].Pos, pos), Math.Max(_tails[instance.Shard].At, commit.At.UtcTicks));
    }

    private void Write(StoreItem.Snapshot snapshot)
    {
        var instance = Of(snapshot.Number);
        Keep(instance.Number, snapshot.Payloads);
        _keep.Bind(1, instance.Number).Run();
        _snapshot.Bind(1, instance.Number).Bind(2, instance.Head).Bind(3, snapshot.Bytes.Span);
        Hashes(_snapshot, 4, snapshot.Mentioned).Run();
    }

    private void Write(Carried instance)
    {
        if (instance.Head == 0)
        {
            throw new JournalUnavailableException($"'{instance.Row.Id}' has no commit. Look at the store with 'continuo doctor'.");
        }

        var row = instance.Row;
        Span<byte> run = stackalloc byte[16];
        row.Run.TryWriteBytes(run, bigEndian: true, out _);
        _instance.Bind(1, instance.Number).Bind(2, row.Id.Text).Bind(3, run).Bind(4, instance.Shard).Bind(5, _pins.NumberOf(row))
            .Bind(6, (long)row.Status).Bind(7, (long)row.Compensation).Bind(8, row.Incident ? 1 : 0).Bind(9, row.Parent?.Text)
            .Bind(10, row.Wake?.Ticks).Bind(11, instance.Head).Bind(12, row.CreatedAt.UtcTicks).Bind(13, row.FinishedAt?.UtcTicks).Run();
        foreach (var (key, value) in row.Labels.IsDefault ? [] : row.Labels)
        {
            _label.Bind(1, instance.Number).Bind(2, key).Bind(3, value).Run();
        }

        _fields.Write(instance.Number, row.Fields.IsDefault ? [] : row.Fields, isNew: true);
    }

    private void Write(StoreItem.Event happened)
    {
        var body = happened.Stored.Event;
        var (source, id, type) = (body["source"].AsString ?? "", body["id"].AsString ?? "", body["type"].AsString ?? "");
        _event.Bind(1, EventPlace.Of(happened.Part, happened.Stored.N)).Bind(2, EventPlace.Same(source, id)).Bind(3, source).Bind(4, id).Bind(5, type)
            .Bind(6, Engine.Events.EventKey.OfType(type).Hash).Bind(7, happened.Stored.At.UtcTicks).Bind(8, JsonWriter.WriteUtf8(body)).Run();
    }

    private void Keep(long number, ImmutableArray<Payload> payloads)
    {
        Span<byte> hash = stackalloc byte[PayloadHash.Size];
        foreach (var payload in payloads)
        {
            payload.Hash.CopyTo(hash);
            _payload.Bind(1, number).Bind(2, hash).Bind(3, payload.Bytes.Span).Run();
        }
    }

    private static Statement Hashes(Statement statement, int parameter, ImmutableArray<PayloadHash> hashes) =>
        hashes.IsEmpty ? statement.Bind(parameter, (string?)null) : statement.Bind(parameter, HashBytes.Write(hashes));

    private Carried Of(long number) => _instances.TryGetValue(number, out var instance)
        ? instance
        : throw new JournalUnavailableException($"Something is of instance number {number}, which has no row. Look at the store with 'continuo doctor'.");

    private sealed class Carried(InstanceRow row, int shard)
    {
        public InstanceRow Row { get; } = row;

        public int Shard { get; } = shard;

        public long Number { get; set; }

        public long Head { get; set; }

        /// <summary>Its head as the origin numbers it.</summary>
        public long OriginHead { get; set; }
    }
}
