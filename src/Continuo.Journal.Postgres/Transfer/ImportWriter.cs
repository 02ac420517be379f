using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Schemas;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;
using Npgsql;

namespace Continuo.Journal.Postgres.Transfer;

/// <summary>Writes the items of an export as rows. Positions are given anew: consecutive in each shard, in the order in which commits come.</summary>
internal sealed class ImportWriter(Session session, StoreHeading origin, PostgresJournalOptions options) : IAsyncDisposable
{
    private const int StatementsAtOnce = 500;
    private const long BytesAtOnce = 8L << 20;

    private readonly Dictionary<long, Carried> _instances = [];
    private readonly Dictionary<(string, string, string, string), long> _pins = [];
    private readonly List<StoreItem.ShardRow> _shards = [];
    private readonly long[] _tails = new long[options.Shards];
    private readonly long[] _at = new long[options.Shards];
    private readonly HashSet<long> _partitions = [0];
    private NpgsqlBatch _batch = new(session.Connection);
    private long _bytes;

    public ValueTask DisposeAsync() => _batch.DisposeAsync();

    public async ValueTask Write(StoreItem item, CancellationToken cancellation)
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
                _instances.Add(instance.Row.Number, new(instance.Row, ShardId.Of(instance.Row.Id, options.Shards).Number));
                break;
            case StoreItem.Commit commit:
                await Write(commit, cancellation);
                break;
            case StoreItem.Snapshot snapshot:
                Write(snapshot);
                break;
            case StoreItem.Listener { Subscription: var listens } listener:
                Add("INSERT INTO subscriptions(instance, since, frame, keys) VALUES($1, $2, $3, $4)", Parameter.Of(Of(listener.Number).N), Parameter.Of(listens.Since), Parameter.Of(listens.Frame), Bytes(KeyBytes.Write(listens.Keys)));
                break;
            case StoreItem.Event happened:
                Write(happened);
                break;
            case StoreItem.Record record:
                Add("INSERT INTO records(kind, key, value, version) VALUES($1, $2, $3, 1)", Parameter.Of(record.Kind), Parameter.Of(record.Key), Bytes(record.Renumbered.Value));
                break;
        }

        if (_batch.BatchCommands.Count >= StatementsAtOnce || _bytes >= BytesAtOnce)
        {
            await Flush(cancellation);
        }
    }

    /// <summary>Rows of instances come last: only then it is known where each one's history ends.</summary>
    public async ValueTask Finish(CancellationToken cancellation)
    {
        foreach (var (_, instance) in _instances)
        {
            await Write(instance, cancellation);
            if (_batch.BatchCommands.Count >= StatementsAtOnce)
            {
                await Flush(cancellation);
            }
        }

        // Wherever reading goes on nothing is missed, for each listener has its own place: so the least that any shard has read will do for all.
        long[] marks = [.. Enumerable.Range(0, origin.EventParts).Select(part => _shards.Select(shard => part < shard.EventMarks.Length ? shard.EventMarks[part] : 0).DefaultIfEmpty().Min())];
        var latest = _shards.Select(shard => shard.LastCommitAt.UtcTicks).DefaultIfEmpty().Max();
        for (var shard = 0; shard < options.Shards; shard++)
        {
            Add(
                "UPDATE shards SET checkpoint_pos = $2, last_pos = $2, last_at = $3, event_marks = $4 WHERE shard = $1",
                Parameter.Of(shard), Parameter.Of(_tails[shard]), Parameter.Of(Math.Max(latest, _at[shard])), Parameter.Of(marks));
        }

        await Flush(cancellation);
        await session.Execute("ANALYZE", cancellation);
    }

    private void Write(StoredDefinition stored, bool isCurrent) => Add(
        "INSERT INTO definitions(hash, namespace, name, version, source, documents, current, created_at) VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
        Parameter.Of(stored.Hash.Hex), Parameter.Of(stored.Name.Namespace), Parameter.Of(stored.Name.Name), Parameter.Of(stored.Version), Parameter.Of(stored.Source),
        Parameter.Of(stored.Documents.IsEmpty ? null : JsonWriter.Write(JsonObject.Of([.. stored.Documents.Select(document => (document.Key, (JsonValue)document.Text))]))),
        Parameter.Of(isCurrent), Parameter.Of(stored.CreatedAt.UtcTicks));

    private async ValueTask Write(StoreItem.Commit commit, CancellationToken cancellation)
    {
        var instance = Of(commit.Number);
        if (commit.PrevPos != instance.OriginHead || commit.Mentioned.Length != commit.Payloads.Length)
        {
            throw new JournalUnavailableException($"Commit {commit.Pos} of '{instance.Row.Id}' does not follow {instance.OriginHead}, or lacks a payload: a history with a gap is not copied. Look at the store with 'continuo doctor'.");
        }

        var pos = ++_tails[instance.Shard];
        if (_partitions.Add(Partitions.Of(pos)))
        {
            await Flush(cancellation);
            await session.Execute(Partitions.Create(options.Schema, Partitions.Of(pos)), cancellation);
        }

        var previous = instance.Head;
        instance.Begin(pos);
        Keep(instance.N, commit.Payloads);
        Add(
            "INSERT INTO journal(shard, pos, instance, seq, prev_pos, at, facts, payloads) VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
            Parameter.Of(instance.Shard), Parameter.Of(pos), Parameter.Of(instance.N), Parameter.Of(commit.Seq), Parameter.Of(previous), Parameter.Of(commit.At.UtcTicks),
            Bytes(commit.Facts), Hashes(commit.Mentioned));
        (instance.Head, instance.OriginHead) = (pos, commit.Pos);
        _at[instance.Shard] = Math.Max(_at[instance.Shard], commit.At.UtcTicks);
    }

    private void Write(StoreItem.Snapshot snapshot)
    {
        var instance = Of(snapshot.Number);
        Keep(instance.N, snapshot.Payloads);
        Add("INSERT INTO past_snapshots(instance, pos, bytes, payloads) SELECT instance, pos, bytes, payloads FROM snapshots WHERE instance = $1", Parameter.Of(instance.N));
        Add(
            "INSERT INTO snapshots(instance, pos, bytes, payloads) VALUES($1, $2, $3, $4) ON CONFLICT(instance) DO UPDATE SET pos = excluded.pos, bytes = excluded.bytes, payloads = excluded.payloads",
            Parameter.Of(instance.N), Parameter.Of(instance.Head), Bytes(snapshot.Bytes), Hashes(snapshot.Mentioned));
    }

    private async ValueTask Write(Carried instance, CancellationToken cancellation)
    {
        var row = instance.Row;
        if (instance.Head == 0)
        {
            throw new JournalUnavailableException($"'{row.Id}' has no commit. Look at the store with 'continuo doctor'.");
        }

        Add(
            """
            INSERT INTO instances(n, wake_at, head_pos, created_at, finished_at, pin, shard, status, compensation, incident, run, id, parent)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8::smallint, $9::smallint, $10, $11::uuid, $12, $13)
            """,
            Parameter.Of(instance.N), OrNull(row.Wake?.Ticks), Parameter.Of(instance.Head), Parameter.Of(row.CreatedAt.UtcTicks), OrNull(row.FinishedAt?.UtcTicks),
            Parameter.Of(await Pin(row, cancellation)), Parameter.Of(instance.Shard), Parameter.Of((int)row.Status), Parameter.Of((int)row.Compensation), Parameter.Of(row.Incident),
            Parameter.Of(row.Run.ToString()), Parameter.Of(row.Id.Text), Parameter.Of(row.Parent?.Text));
        foreach (var (key, value) in row.Labels.IsDefault ? [] : row.Labels)
        {
            Add("INSERT INTO labels(instance, created_at, key, value) VALUES($1, $2, $3, $4) ON CONFLICT DO NOTHING", Parameter.Of(instance.N), Parameter.Of(row.CreatedAt.UtcTicks), Parameter.Of(key), Parameter.Of(value));
        }

        foreach (var (key, value) in row.Fields.IsDefault ? [] : row.Fields)
        {
            Add(
                "INSERT INTO fields(instance, created_at, key, text, number, truth) VALUES($1, $2, $3, $4, $5::float8, $6::boolean)",
                Parameter.Of(instance.N), Parameter.Of(row.CreatedAt.UtcTicks), Parameter.Of(key), Parameter.Of(value.AsString),
                value.IsNumber ? Parameter.Of(value.Number) : Parameter.Of((string?)null), value.IsString || value.IsNumber ? Parameter.Of((string?)null) : Parameter.Of(value.IsTruthy));
        }
    }

    private void Write(StoreItem.Event happened)
    {
        var body = happened.Stored.Event;
        var identity = EventIdentity.Of(body);
        Add(
            "INSERT INTO events(part, n, same, key, at, source, id, body) VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
            Parameter.Of(happened.Part), Parameter.Of(happened.Stored.N), Parameter.Of(identity.Same), Parameter.Of(Engine.Events.EventKey.OfType(happened.Stored.Type).Hash),
            Parameter.Of(happened.Stored.At.UtcTicks), Parameter.Of(identity.Source), Parameter.Of(identity.Id), Bytes(JsonWriter.WriteUtf8(body)));
    }

    private async ValueTask<long> Pin(InstanceRow row, CancellationToken cancellation)
    {
        var pin = (row.Definition.Hex, row.Workflow.Namespace, row.Workflow.Name, row.Version);
        if (!_pins.TryGetValue(pin, out var number))
        {
            number = await session.Scalar<long>(
                "INSERT INTO pins(definition, namespace, name, version) VALUES($1, $2, $3, $4) RETURNING n",
                cancellation,
                Parameter.Of(pin.Hex), Parameter.Of(pin.Namespace), Parameter.Of(pin.Name), Parameter.Of(pin.Version));
            _pins.Add(pin, number);
        }

        return number;
    }

    private void Keep(long n, ImmutableArray<Payload> payloads)
    {
        foreach (var payload in payloads)
        {
            Add("INSERT INTO payloads(instance, hash, bytes) VALUES($1, $2, $3) ON CONFLICT DO NOTHING", Parameter.Of(n), Hashes([payload.Hash]), Bytes(payload.Bytes));
        }
    }

    private void Add(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        _batch.BatchCommands.Add(command);
    }

    private async ValueTask Flush(CancellationToken cancellation)
    {
        if (_batch.BatchCommands.Count == 0)
        {
            return;
        }

        await _batch.ExecuteNonQueryAsync(cancellation);
        await _batch.DisposeAsync();
        (_batch, _bytes) = (new(session.Connection), 0);
    }

    private NpgsqlParameter Bytes(ReadOnlyMemory<byte> bytes)
    {
        _bytes += bytes.Length;
        return Parameter.Of(bytes);
    }

    private NpgsqlParameter Hashes(ImmutableArray<PayloadHash> hashes) => hashes.IsEmpty ? NoBytes() : Bytes(HashBytes.Write(hashes));

    private static NpgsqlParameter NoBytes() => new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea };

    private static NpgsqlParameter OrNull(long? value) => value is { } given ? Parameter.Of(given) : new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint };

    private Carried Of(long number) => _instances.TryGetValue(number, out var instance)
        ? instance
        : throw new JournalUnavailableException($"Something is of instance number {number}, which has no row. Look at the store with 'continuo doctor'.");

    private sealed class Carried(InstanceRow row, int shard)
    {
        public InstanceRow Row { get; } = row;

        public int Shard { get; } = shard;

        public long N { get; private set; }

        public long Head { get; set; }

        /// <summary>Its head as the origin numbers it.</summary>
        public long OriginHead { get; set; }

        public void Begin(long pos) => N = Head == 0 ? InstanceNumber.Of(Shard, pos) : N;
    }
}
