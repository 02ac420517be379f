using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Journaling;

public sealed partial class MemoryJournal
{
    public ValueTask<ImmutableArray<EndedInstance>> ReadEnded(DateTimeOffset through, EndedInstance? after, int limit, CancellationToken cancellation)
    {
        var from = after is { } last ? (last.At, last.Number) : (DateTimeOffset.MinValue, 0);
        lock (store.Gate)
        {
            return ValueTask.FromResult(store.ByOrder.Values
                .Where(i => MayGo_NeedsLock(i.Row, through))
                .Select(i => new EndedInstance(i.Row.Id, i.Row.Number, i.Row.FinishedAt!.Value))
                .Where(ended => (ended.At, ended.Number).CompareTo(from) > 0)
                .OrderBy(ended => ended.At).ThenBy(ended => ended.Number)
                .Take(limit)
                .ToImmutableArray());
        }
    }

    public ValueTask<bool> Clean(DateTimeOffset eventsThrough, int limit, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            if (!_writers.Any(writer => writer > 0 && store.WriterRows[(int)writer - 1].FencedBy is null))
            {
                return ValueTask.FromResult(false);
            }

            var listeners = store.ByOrder.Values.SelectMany(i => i.Subscriptions.Values).ToList();
            for (var part = 0; part < store.Parts.Length; part++)
            {
                var log = store.Parts[part];
                for (var i = 0; i < log.Count - 1 && limit > 0; i++)
                {
                    if (log[i] is { } stored && stored.At <= eventsThrough && !listeners.Exists(l => l.Since <= i && (l.Keys.Contains(stored.Key) || l.Keys.Contains(EventKey.Any))))
                    {
                        log[i] = null;
                        limit--;
                    }
                }
            }

            return ValueTask.FromResult(limit == 0);
        }
    }

    private void Delete_NeedsLock(ShardAction.Delete delete)
    {
        if (store.ById.TryGetValue(delete.Instance, out var instance) && instance.Row.Number == delete.Number && MayGo_NeedsLock(instance.Row, delete.EndedThrough))
        {
            store.ByOrder.Remove(instance.Order);
            store.ById.Remove(delete.Instance);
        }
    }

    private bool MayGo_NeedsLock(InstanceRow row, DateTimeOffset through) =>
        row is { Wake: null, FinishedAt: { } at } && at <= through && !store.ById.Keys.Any(id => id.Text.StartsWith($"{row.Id}/", StringComparison.Ordinal));
}
