using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Queries;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Journaling;

public sealed partial class MemoryJournal
{
    public ValueTask<ShardImage> ReadImage(ShardId shard, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            var own = store.ByOrder.Values.Where(i => store.ShardOf(i.Row.Id) == shard).ToList();
            var newest = store.Newest.GetValueOrDefault(shard);
            return ValueTask.FromResult(new ShardImage
            {
                LastPos = newest.Pos,
                LastCommitAt = newest.At,
                Adoptions = store.Care.GetValueOrDefault(shard).Adoptions,
                Suspect = store.Care.GetValueOrDefault(shard).Suspect,
                Heads = own.Where(i => i.Row.HeadPos < i.HeadPos).ToDictionary(i => i.Row.Id, i => i.HeadPos),
                Subscriptions = [.. own.SelectMany(i => i.Subscriptions.Values)],
                EventTails = [.. store.Parts.Select(p => (long)p.Count)],
                EventMarks = store.EventMarks.TryGetValue(shard, out var marks) ? marks : [.. store.Parts.Select(_ => 0L)],
            });
        }
    }

    public ValueTask<StoredInstance?> Load(InstanceId instance, long? head, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            if (!store.ById.TryGetValue(instance, out var found))
            {
                return ValueTask.FromResult<StoredInstance?>(null);
            }

            var from = found.Snapshot?.Pos ?? 0;
            var commits = found.Commits.Where(c => c.Pos > from).ToList();
            return ValueTask.FromResult<StoredInstance?>(new(
                instance,
                found.Row.Number,
                found.HeadPos,
                found.Commits.Count,
                from,
                found.Snapshot is { } snapshot ? new ReadOnlyMemory<byte>(snapshot.Bytes) : (ReadOnlyMemory<byte>?)null,
                [.. commits.Select(c => (ReadOnlyMemory<byte>)c.Facts)])
            {
                Payloads = found.Find([.. found.Snapshot?.Payloads ?? [], .. commits.SelectMany(c => c.Payloads)]),
            });
        }
    }

    public ValueTask<ImmutableArray<Wake>> ReadWake(ShardId shard, Wake? from, DateTimeOffset through, int limit, CancellationToken cancellation)
    {
        var after = from is { } wake ? (wake.At.Ticks, wake.Number) : (-1, 0);
        lock (store.Gate)
        {
            var due = store.ByOrder.Values
                .Where(i => i.Row.Wake is { } at && at.Ticks <= through.UtcTicks && (at.Ticks, i.Row.Number).CompareTo(after) > 0 && store.ShardOf(i.Row.Id) == shard)
                .Select(i => new Wake(i.Row.Wake!.Value, i.Row.Number, i.Row.Id))
                .OrderBy(w => w.At).ThenBy(w => w.Number)
                .Take(limit);
            return ValueTask.FromResult(due.ToImmutableArray());
        }
    }

    public ValueTask<EventPage> ReadEvents(int part, ImmutableArray<EventKey> keys, long after, int limit, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            var log = store.Parts[part];
            var found = ImmutableArray.CreateBuilder<StoredEvent>();
            for (var n = after + 1; n <= log.Count; n++)
            {
                var stored = log[(int)n - 1];
                if (stored is not null && (keys.IsDefaultOrEmpty || keys.Contains(EventKey.Any) || keys.Contains(stored.Key)))
                {
                    found.Add(new(n, stored.Body, stored.At));
                    if (found.Count == limit)
                    {
                        return ValueTask.FromResult(new EventPage(found.ToImmutable(), n));
                    }
                }
            }

            return ValueTask.FromResult(new EventPage(found.ToImmutable(), Math.Max(after, log.Count)));
        }
    }

    public ValueTask<DeployOutcome> Deploy(StoredDefinition definition, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            var version = (definition.Name, definition.Version);
            var outcome = DeployOutcome.Created;
            if (store.Versions.TryGetValue(version, out var current))
            {
                if (current == definition.Hash)
                {
                    return ValueTask.FromResult(DeployOutcome.Unchanged);
                }

                if (store.ByOrder.Values.Any(i => i.Row.Definition == current))
                {
                    return ValueTask.FromResult(DeployOutcome.Pinned);
                }

                outcome = DeployOutcome.Replaced;
            }

            // What was replaced stays readable by its hash: a start that was decided on it may be on its way.
            store.Definitions.TryAdd(definition.Hash, definition);
            store.Versions[version] = definition.Hash;
            return ValueTask.FromResult(outcome);
        }
    }

    public ValueTask<DefinitionDeletion> Delete(WorkflowName name, string version, bool isDry, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            if (!store.Versions.TryGetValue((name, version), out var hash))
            {
                return ValueTask.FromResult(new DefinitionDeletion(false, []));
            }

            var deletion = new DefinitionDeletion(true, [.. store.ByOrder.Values.Where(i => i.Row.Definition == hash).Select(i => i.Row.Id).Take(DefinitionDeletion.MostNamed)]);
            if (deletion.IsDone && !isDry)
            {
                store.Versions.Remove((name, version));
            }

            return ValueTask.FromResult(deletion);
        }
    }

    public ValueTask<StoredDefinition?> Find(DefinitionHash hash, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            return ValueTask.FromResult(store.Definitions.GetValueOrDefault(hash));
        }
    }

    public ValueTask<ImmutableArray<StoredDefinition>> List(WorkflowName? name, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            return ValueTask.FromResult(store.Versions.Where(v => name is null || v.Key.Name == name).Select(v => store.Definitions[v.Value]).ToImmutableArray());
        }
    }

    public ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        var before = long.MaxValue;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            throw new FormatException($"'{cursor}' is not a cursor of this list; leave it out to begin with the newest.");
        }

        lock (store.Gate)
        {
            var found = store.ByOrder.Values.Reverse().Where(i => i.Order < before && Matches(i.Row, filter)).Take(limit + 1).ToList();
            return ValueTask.FromResult(found.Count <= limit
                ? new InstancePage([.. found.Select(i => i.Row)], null)
                : new InstancePage([.. found.Take(limit).Select(i => i.Row)], found[limit - 1].Order.ToString(CultureInfo.InvariantCulture)));
        }
    }

    public ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, int limit, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            return ValueTask.FromResult<ImmutableArray<StoredCommit>?>(store.ById.TryGetValue(instance, out var found)
                ? [.. found.Commits.Where(c => c.Pos > afterPos).Take(limit).Select(c => new StoredCommit(c.Pos, c.At, c.Facts) { Payloads = found.Find(c.Payloads) })]
                : null);
        }
    }

    public ValueTask<ImmutableArray<InstanceChange>> Changes(ImmutableArray<long> after, int limit, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            var later = store.ById.Values.SelectMany(i => i.Commits
                .Where(c => c.Pos > after[store.Positions == PositionScope.Store ? 0 : store.ShardOf(i.Row.Id).Number])
                .Select(c => new InstanceChange(c.Pos, i.Row.Id)));
            return ValueTask.FromResult(later.OrderBy(change => change.Pos).Take(limit).ToImmutableArray());
        }
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadRecord(string kind, string key, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(store.Records.TryGetValue((kind, key), out var value) ? value : (ReadOnlyMemory<byte>?)null);
        }
    }

    public ValueTask WriteRecord(string kind, string key, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            store.Records[(kind, key)] = value.ToArray();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<HistoryChunk?> HistoryBefore(InstanceId instance, long beforePos, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            if (!store.ById.TryGetValue(instance, out var found))
            {
                return ValueTask.FromResult<HistoryChunk?>(null);
            }

            var before = found.Commits.Where(c => c.Pos < beforePos).ToList();
            var (pos, bytes, payloads) = before.Count == 0 ? default : found.Snapshots.LastOrDefault(s => s.Key < before[^1].Pos).Value;
            return ValueTask.FromResult<HistoryChunk?>(new(
                bytes is null ? (ReadOnlyMemory<byte>?)null : new ReadOnlyMemory<byte>(bytes),
                [.. before.Where(c => c.Pos > pos).Select(c => new StoredCommit(c.Pos, c.At, c.Facts) { Payloads = found.Find(c.Payloads) })])
            {
                Payloads = payloads.IsDefault ? [] : found.Find(payloads),
            });
        }
    }

    private static bool Matches(InstanceRow row, InstanceFilter filter) =>
        (filter.Statuses.IsDefaultOrEmpty || filter.Statuses.Contains(row.Status))
        && (filter.Workflow is null || row.Workflow == filter.Workflow)
        && (filter.Version is null || row.Version == filter.Version)
        && (filter.Labels.IsDefaultOrEmpty || filter.Labels.All(label => row.Labels.Contains(label)))
        && (filter.Where is null || filter.Where.Matches(row));
}
