using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Journaling;

/// <summary>A journal without a disk, for tests and simulation; the fence is the real one.</summary>
/// <remarks>Stricter than a store on disk can afford to be: a commit that does not follow the instance's newest one is refused by an exception.</remarks>
public sealed partial class MemoryJournal(MemoryStore store) : IJournal, IDefinitionStore, IInstanceQueries, IRetention, IRecordStore
{
    private readonly HashSet<(int Shard, long Pos)> _rejected = [];

    // Zero for one that has claimed nothing yet.
    private readonly long[] _writers = new long[store.Writers];

    public MemoryJournal()
        : this(new MemoryStore())
    {
    }

    public int Shards => store.Shards;

    public int EventParts => store.Parts.Length;

    public int Writers => _writers.Length;

    public PositionScope Positions => store.Positions;

    public ValueTask<CommitOutcome> Commit(int writer, IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            if (_writers[writer] == 0)
            {
                throw new InvalidOperationException("A journal is claimed before the first commit.");
            }

            if (RowOf_NeedsLock(writer)!.FencedBy is { } other)
            {
                return ValueTask.FromResult<CommitOutcome>(new CommitOutcome.Fenced($"node '{other}' has claimed the store"));
            }

            var rejected = ImmutableArray.CreateBuilder<RejectedSlice>();
            var events = ImmutableArray.CreateBuilder<AppendedEvents>();
            foreach (var action in batch)
            {
                switch (action)
                {
                    case ShardAction.Append append when Refusal_NeedsLock(append) is { } reason:
                        _rejected.Add((store.ShardOf(append.Instance).Number, append.Pos));
                        rejected.Add(new(store.ShardOf(append.Instance), append.Pos, reason));
                        break;
                    case ShardAction.Append append:
                        Store_NeedsLock(append);
                        break;
                    case ShardAction.AppendEvents append:
                        events.Add(Store_NeedsLock(append));
                        break;
                    case ShardAction.Delete delete:
                        Delete_NeedsLock(delete);
                        break;
                    case ShardAction.Care care:
                        store.Care[care.Shard] = (care.IsClean ? 0 : store.Care.GetValueOrDefault(care.Shard).Adoptions, care.Suspect);
                        break;
                    case ShardAction.Park park:
                        Park_NeedsLock(park);
                        break;
                    default:
                        throw new ArgumentException($"{action.GetType().Name} is nothing that a journal stores.", nameof(batch));
                }
            }

            return ValueTask.FromResult<CommitOutcome>(new CommitOutcome.Committed(rejected.ToImmutable(), events.ToImmutable()));
        }
    }

    public ValueTask Checkpoint(int writer, IReadOnlyDictionary<ShardId, long> through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            // A fenced writer's heads are older than what its successor wrote.
            if (RowOf_NeedsLock(writer) is { FencedBy: null })
            {
                foreach (var id in heads.Keys)
                {
                    if (store.ById.TryGetValue(id, out var instance))
                    {
                        instance.Row = instance.Row with { HeadPos = instance.HeadPos };
                    }
                }

                foreach (var (shard, marks) in eventMarks)
                {
                    store.EventMarks[shard] = marks;
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        lock (store.Gate)
        {
            // Whoever comes to this has not died.
            foreach (var (shard, (writer, _)) in store.Owners.ToList())
            {
                if (writer > 0 && _writers.Contains(writer) && store.WriterRows[(int)writer - 1].FencedBy is null)
                {
                    Free_NeedsLock(shard);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    private string? Refusal_NeedsLock(ShardAction.Append append)
    {
        if (_rejected.Contains((store.ShardOf(append.Instance).Number, append.PrevPos)))
        {
            return RejectedSlice.EarlierRejected;
        }

        if (append.PrevPos == 0)
        {
            return store.ById.ContainsKey(append.Instance) ? RejectedSlice.InstanceExists : null;
        }

        if (!store.ById.TryGetValue(append.Instance, out var instance) || instance.Row.Number != append.Number || instance.HeadPos != append.PrevPos || instance.Commits.Count != append.Seq - 1)
        {
            throw new InvalidOperationException($"Commit {append.Pos} of '{append.Instance}' says that it follows {append.PrevPos}, which is not the instance's newest.");
        }

        return null;
    }

    private void Store_NeedsLock(ShardAction.Append append)
    {
        if (!Take_NeedsLock(append.Instance, append.Pos))
        {
            throw new InvalidOperationException($"Position {append.Pos} is taken.");
        }

        if (append.PrevPos == 0)
        {
            var first = append.Row ?? throw new InvalidOperationException($"The first commit of '{append.Instance}' has no row.");
            var started = new MemoryStore.Instance(first.Labels.IsDefault ? first with { Labels = [] } : first, store.Positions == PositionScope.Store ? append.Number : ++store.Orders);
            store.ById.Add(append.Instance, started);
            store.ByOrder.Add(started.Order, started);
        }

        var instance = store.ById[append.Instance];
        instance.Commits.Add(new(append.Pos, append.At, append.Facts.ToArray(), append.Payloads?.Facts ?? []));
        foreach (var payload in append.Payloads?.New ?? [])
        {
            instance.Payloads.TryAdd(payload.Hash, payload);
        }

        if (append.Row is { } row)
        {
            instance.Row = row with { HeadPos = append.Pos, CreatedAt = instance.Row.CreatedAt, Labels = instance.Row.Labels, Fields = row.Fields.IsDefault ? instance.Row.Fields : row.Fields };
        }

        if (append.Snapshot is { } snapshot)
        {
            instance.Snapshot = (append.Pos, snapshot.ToArray(), append.Payloads?.Snapshot ?? []);
            instance.Snapshots[append.Pos] = instance.Snapshot.Value;
        }

        foreach (var frame in append.Subscriptions?.Ended ?? [])
        {
            instance.Subscriptions.Remove(frame);
        }

        foreach (var subscription in append.Subscriptions?.Added ?? [])
        {
            instance.Subscriptions[subscription.Frame] = subscription;
        }

        store.NewestPos = Math.Max(store.NewestPos, append.Pos);
        store.Newest[store.ShardOf(append.Instance)] = (append.Pos, append.At);
    }

    private void Park_NeedsLock(ShardAction.Park park)
    {
        if (store.ById.TryGetValue(park.Instance, out var instance))
        {
            instance.Commits.Add(new(park.Pos, park.At, park.Facts.ToArray(), []));
            instance.Row = instance.Row with { Status = InstanceStatus.Stuck, Incident = true, Wake = null, HeadPos = park.Pos, FinishedAt = null };
            Take_NeedsLock(park.Instance, park.Pos);
            store.NewestPos = Math.Max(store.NewestPos, park.Pos);
            store.Newest[store.ShardOf(park.Instance)] = (park.Pos, park.At);
        }
    }

    private bool Take_NeedsLock(InstanceId instance, long pos) => store.Taken.Add((store.Positions == PositionScope.Store ? -1 : store.ShardOf(instance).Number, pos));

    private AppendedEvents Store_NeedsLock(ShardAction.AppendEvents append)
    {
        var part = store.Parts[append.Part];
        var places = ImmutableArray.CreateBuilder<long>(append.Events.Length);
        var keys = ImmutableArray.CreateBuilder<EventKey>();
        foreach (var body in append.Events)
        {
            var (source, id) = (body["source"].AsString ?? "", body["id"].AsString ?? "");
            var found = part.FindIndex(e => e is not null && e.Id == id && e.Source == source);
            if (found < 0)
            {
                found = part.Count;
                part.Add(new(source, id, EventKey.OfType(body["type"].AsString ?? ""), append.At, body));
                keys.Add(part[found]!.Key);
            }

            places.Add(found + 1);
        }

        return new(append.Id, append.Part, places.MoveToImmutable(), keys.ToImmutable(), part.Count);
    }
}
