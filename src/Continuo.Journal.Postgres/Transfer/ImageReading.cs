using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Reading;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Npgsql;

namespace Continuo.Journal.Postgres.Transfer;

/// <summary>The rows of a database in the order of an export, a page at a time: one connection has one statement under way.</summary>
internal sealed class ImageReading(Session session, int eventParts)
{
    private const int Page = 1_000;

    private const string Journal =
        """
        SELECT j.shard, j.pos, j.instance, j.seq, j.prev_pos, j.at, j.facts, j.payloads, p.bytes, p.payloads, s.bytes, s.payloads
        FROM journal j
        LEFT JOIN past_snapshots p ON p.instance = j.instance AND p.pos = j.pos
        LEFT JOIN snapshots s ON s.instance = j.instance AND s.pos = j.pos
        WHERE (j.shard, j.pos) > ($1, $2) AND NOT EXISTS (SELECT 1 FROM leftovers l WHERE l.instance = j.instance)
        ORDER BY j.shard, j.pos LIMIT $3
        """;

    public async IAsyncEnumerable<StoreItem> Read([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var item in await Shards(cancellation))
        {
            yield return item;
        }

        foreach (var item in await Definitions(cancellation))
        {
            yield return item;
        }

        foreach (var read in (Func<CancellationToken, IAsyncEnumerable<StoreItem>>[])[Instances, Commits, Listeners, Events])
        {
            await foreach (var item in read(cancellation))
            {
                yield return item;
            }
        }

        foreach (var item in await session.Rows("SELECT kind, key, value FROM records", row => new StoreItem.Record(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)), cancellation))
        {
            yield return item;
        }
    }

    private Task<List<StoreItem.ShardRow>> Shards(CancellationToken cancellation) => session.Rows(
        "SELECT shard, checkpoint_pos, greatest(last_at, (SELECT max(at) FROM journal j WHERE j.shard = shards.shard AND j.pos > shards.checkpoint_pos)), event_marks FROM shards ORDER BY shard",
        row => new StoreItem.ShardRow(
            new(row.GetInt32(0)),
            row.GetInt64(1),
            new(row.GetInt64(2), TimeSpan.Zero),
            [.. row.GetFieldValue<long[]>(3).Concat(Enumerable.Repeat(0L, eventParts)).Take(eventParts)]),
        cancellation);

    private Task<List<StoreItem.Definition>> Definitions(CancellationToken cancellation) => session.Rows(
        "SELECT hash, namespace, name, version, source, created_at, documents, current FROM definitions",
        row => new StoreItem.Definition(
            new(new(row.GetString(0)), new(row.GetString(1), row.GetString(2)), row.GetString(3), row.GetString(4), new(row.GetInt64(5), TimeSpan.Zero))
            {
                Documents = row.IsDBNull(6) ? [] : [.. JsonValue.Parse(row.GetString(6)).Object.Select(member => new ExternalDocument(member.Key, member.Value.String))],
            },
            row.GetBoolean(7)),
        cancellation);

    private async IAsyncEnumerable<StoreItem> Instances([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = -1L; ;)
        {
            var page = await session.Rows(
                """
                SELECT i.n, i.id, i.run, p.definition, p.namespace, p.name, p.version, i.status, i.compensation, i.incident, i.parent, i.wake_at, i.head_pos, i.created_at, i.finished_at, i.shard
                FROM instances i JOIN pins p ON p.n = i.pin WHERE i.n > $1 ORDER BY i.n LIMIT $2
                """,
                row => (Row: InstanceLists.Row(row), Shard: row.GetInt32(15)),
                cancellation,
                Parameter.Of(after),
                Parameter.Of(Page));
            long[] numbers = [.. page.Select(one => one.Row.N)];
            var labels = await InstanceLists.Labels(session, numbers, cancellation);
            var fields = await InstanceLists.Fields(session, numbers, cancellation);
            foreach (var ((n, row), shard) in page)
            {
                yield return new StoreItem.Instance(row with { Number = n, Labels = [.. labels[n]], Fields = [.. fields[n]] }, new(shard));
            }

            if (page.Count < Page)
            {
                yield break;
            }

            after = page[^1].Row.N;
        }
    }

    private async IAsyncEnumerable<StoreItem> Commits([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var (shard, pos) = (-1, 0L); ;)
        {
            var page = await session.Rows(Journal, Commit, cancellation, Parameter.Of(shard), Parameter.Of(pos), Parameter.Of(Page));
            var payloads = await Payloads(page, cancellation);
            foreach (var (commit, snapshots) in page)
            {
                yield return commit with { Payloads = Found(commit.Number, commit.Mentioned) };
                foreach (var snapshot in snapshots)
                {
                    yield return snapshot with { Payloads = Found(snapshot.Number, snapshot.Mentioned) };
                }
            }

            if (page.Count < Page)
            {
                yield break;
            }

            (shard, pos) = (page[^1].Commit.Shard.Number, page[^1].Commit.Pos);

            ImmutableArray<Payload> Found(long number, ImmutableArray<PayloadHash> mentioned) => [.. mentioned.Select(hash => payloads.GetValueOrDefault((number, hash))).OfType<Payload>()];
        }
    }

    private static (StoreItem.Commit Commit, List<StoreItem.Snapshot> Snapshots) Commit(NpgsqlDataReader row)
    {
        var (pos, number) = (row.GetInt64(1), row.GetInt64(2));
        var commit = new StoreItem.Commit(
            number, new(row.GetInt32(0)), pos, row.GetInt64(3), row.GetInt64(4), new(row.GetInt64(5), TimeSpan.Zero), row.GetFieldValue<byte[]>(6), Hashes(row, 7), []);
        var snapshots = new List<StoreItem.Snapshot>();
        foreach (var column in (int[])[8, 10])
        {
            if (!row.IsDBNull(column))
            {
                snapshots.Add(new(number, pos, row.GetFieldValue<byte[]>(column), Hashes(row, column + 1), []));
            }
        }

        return (commit, snapshots);
    }

    private async Task<Dictionary<(long, PayloadHash), Payload>> Payloads(List<(StoreItem.Commit Commit, List<StoreItem.Snapshot> Snapshots)> page, CancellationToken cancellation)
    {
        var wanted = page.SelectMany(one => one.Snapshots.SelectMany(snapshot => snapshot.Mentioned).Concat(one.Commit.Mentioned).Select(hash => (one.Commit.Number, hash))).Distinct().ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        var rows = await session.Rows(
            "SELECT p.instance, p.hash, p.bytes FROM unnest($1::bigint[], $2::bytea[]) AS w(instance, hash) JOIN payloads p ON p.instance = w.instance AND p.hash = w.hash",
            row => (Number: row.GetInt64(0), Payload: new Payload(new(row.GetFieldValue<byte[]>(1)), row.GetFieldValue<byte[]>(2))),
            cancellation,
            Parameter.Of((long[])[.. wanted.Select(one => one.Number)]),
            Parameter.Of((byte[][])[.. wanted.Select(one => HashBytes.Write([one.hash])!)]));
        return rows.ToDictionary(row => (row.Number, row.Payload.Hash), row => row.Payload);
    }

    private async IAsyncEnumerable<StoreItem> Listeners([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var (number, frame) = (-1L, 0); ;)
        {
            var page = await session.Rows(
                """
                SELECT s.instance, coalesce(i.id, ''), s.frame, s.keys, s.since FROM subscriptions s LEFT JOIN instances i ON i.n = s.instance
                WHERE (s.instance, s.frame) > ($1, $2) ORDER BY s.instance, s.frame LIMIT $3
                """,
                row => new StoreItem.Listener(row.GetInt64(0), new(new(row.GetString(1)), row.GetInt32(2), KeyBytes.Read(row.GetFieldValue<byte[]>(3)), row.GetInt64(4))),
                cancellation,
                Parameter.Of(number),
                Parameter.Of(frame),
                Parameter.Of(Page));
            foreach (var listener in page)
            {
                yield return listener;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            (number, frame) = (page[^1].Number, page[^1].Subscription.Frame);
        }
    }

    private async IAsyncEnumerable<StoreItem> Events([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var (part, n) = (-1, 0L); ;)
        {
            var page = await session.Rows(
                "SELECT part, n, at, body FROM events WHERE (part, n) > ($1, $2) ORDER BY part, n LIMIT $3",
                row => new StoreItem.Event(row.GetInt32(0), new StoredEvent(row.GetInt64(1), JsonReader.Read(row.GetFieldValue<byte[]>(3)), new(row.GetInt64(2), TimeSpan.Zero))),
                cancellation,
                Parameter.Of(part),
                Parameter.Of(n),
                Parameter.Of(Page));
            foreach (var happened in page)
            {
                yield return happened;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            (part, n) = (page[^1].Part, page[^1].Stored.N);
        }
    }

    private static ImmutableArray<PayloadHash> Hashes(NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            return [];
        }

        var hashes = new List<PayloadHash>();
        HashBytes.Read(row.GetFieldValue<byte[]>(column), hashes);
        return [.. hashes];
    }
}
