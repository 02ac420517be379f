using System.Collections.Immutable;
using Continuo.Engine.Shards;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>How far each shard has read each part of the event log, as the store has it: an idle store is not written to.</summary>
internal sealed class EventMarks
{
    private readonly Dictionary<ShardId, ImmutableArray<long>> _written = [];

    public Dictionary<ShardId, ImmutableArray<long>> Changed(IReadOnlyDictionary<ShardId, ImmutableArray<long>> marks) =>
        marks.Where(m => !_written.TryGetValue(m.Key, out var written) || !written.SequenceEqual(m.Value)).ToDictionary();

    public void Written(IReadOnlyDictionary<ShardId, ImmutableArray<long>> marks)
    {
        foreach (var (shard, places) in marks)
        {
            _written[shard] = places;
        }
    }

    public void Forget(IReadOnlySet<int> shards)
    {
        foreach (var shard in shards)
        {
            _written.Remove(new(shard));
        }
    }
}
