using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Lifecycle;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Checking;

/// <summary>Counts what passes and sums it up, so that two stores can be compared without holding either.</summary>
/// <remarks>Sums of hashes: the order does not matter, and neither do positions, numbers and shards, which a copy may give anew.</remarks>
internal sealed class ContentSum
{
    private readonly XxHash128 _hash = new();
    private readonly Dictionary<long, InstanceId> _ids = [];
    private readonly byte[] _number = new byte[sizeof(long)];
    private long _definitions;
    private long _ended;
    private long _commits;
    private long _snapshots;
    private long _subscriptions;
    private long _events;
    private long _records;
    private UInt128 _sum;

    public StoreContent Content(UInt128 states) => new(_definitions, _ids.Count, _ended, _commits, _snapshots, _subscriptions, _events, _records, _sum, states);

    public void Add(StoreItem item)
    {
        switch (item)
        {
            case StoreItem.Definition definition:
                _definitions++;
                Add(definition);
                break;
            case StoreItem.Instance instance:
                _ids[instance.Row.Number] = instance.Row.Id;
                _ended += instance.Row.Status.IsFinal() ? 1 : 0;
                Add(instance.Row);
                break;
            case StoreItem.Commit commit:
                _commits++;
                Begin("commit").Text(IdOf(commit.Number)).Long(commit.Seq).Long(commit.At.UtcTicks).Bytes(commit.Facts.Span).Payloads(commit.Payloads).End();
                break;
            case StoreItem.Snapshot snapshot:
                _snapshots++;
                Begin("snapshot").Text(IdOf(snapshot.Number)).Bytes(snapshot.Bytes.Span).Payloads(snapshot.Payloads).End();
                break;
            case StoreItem.Listener listener:
                _subscriptions++;
                Begin("listener").Text(IdOf(listener.Number)).Long(listener.Subscription.Frame).Long(listener.Subscription.Since);
                foreach (var key in listener.Subscription.Keys)
                {
                    Long(key.Hash);
                }

                End();
                break;
            case StoreItem.Event happened:
                _events++;
                Begin("event").Long(happened.Part).Long(happened.Stored.N).Long(happened.Stored.At.UtcTicks).Bytes(JsonWriter.WriteUtf8(happened.Stored.Event)).End();
                break;
            case StoreItem.Record record:
                _records++;

                // Positions, which a copy may give anew.
                Begin("record").Text(record.Kind).Text(record.Key).Bytes(record.Kind == SinkRunner.RecordKind ? [] : record.Value.Span).End();
                break;
        }
    }

    private void Add(StoreItem.Definition item)
    {
        var stored = item.Stored;
        Begin("definition").Text(stored.Hash.Hex).Text(stored.Name.ToString()).Text(stored.Version).Text(stored.Source).Long(stored.CreatedAt.UtcTicks).Long(item.IsCurrent ? 1 : 0);
        foreach (var document in stored.Documents.OrderBy(document => document.Key, StringComparer.Ordinal))
        {
            Text(document.Key).Text(document.Text);
        }

        End();
    }

    private void Add(Engine.Shards.InstanceRow row)
    {
        Begin("instance").Text(row.Id.Text).Text(row.Run.ToString()).Text(row.Definition.Hex).Text(row.Workflow.ToString()).Text(row.Version)
            .Long((long)row.Status).Long((long)row.Compensation).Long(row.Incident ? 1 : 0).Text(row.Parent?.Text ?? "").Long(row.Wake?.Ticks ?? -1)
            .Long(row.CreatedAt.UtcTicks).Long(row.FinishedAt?.UtcTicks ?? -1);
        if (!row.Labels.IsDefaultOrEmpty)
        {
            foreach (var (key, value) in row.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).ThenBy(label => label.Value, StringComparer.Ordinal))
            {
                Text(key).Text(value);
            }
        }

        foreach (var (key, value) in (row.Fields.IsDefault ? [] : row.Fields).OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            Text(key).Text(JsonWriter.Write(value));
        }

        End();
    }

    private string IdOf(long number) => _ids.TryGetValue(number, out var id) ? id.Text : "";

    private ContentSum Begin(string kind) => Text(kind);

    private ContentSum Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    private ContentSum Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_number, value);
        _hash.Append(_number);
        return this;
    }

    private ContentSum Bytes(ReadOnlySpan<byte> bytes)
    {
        Long(bytes.Length);
        _hash.Append(bytes);
        return this;
    }

    private ContentSum Payloads(IEnumerable<Payload> payloads)
    {
        foreach (var payload in payloads)
        {
            Bytes(payload.Bytes.Span);
        }

        return this;
    }

    private void End()
    {
        _sum += _hash.GetCurrentHashAsUInt128();
        _hash.Reset();
    }
}
