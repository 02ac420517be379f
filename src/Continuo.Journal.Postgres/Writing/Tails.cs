using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>What the rows of a writer's shards do not tell yet: the newest commit of each instance whose row lags, and of each shard.</summary>
/// <remarks>Written after each commit by the writer, read by every reader before its own statement begins: so what it names is visible to that read.</remarks>
internal sealed class Tails
{
    private readonly Lock _gate = new();
    private readonly Dictionary<InstanceId, Head> _heads = [];
    private readonly Dictionary<int, ShardTail> _shards = [];

    public readonly record struct Head(long N, long Pos);

    /// <param name="IsNew">Whether the row of the shard does not tell it.</param>
    public readonly record struct ShardTail(long Pos, long At, bool IsNew);

    /// <summary>Held over the changes of one batch.</summary>
    public Lock.Scope Enter() => _gate.EnterScope();

    public void Claimed_NeedsLock(int shard, long pos, long at, bool isNew) => _shards[shard] = new(pos, at, isNew);

    public void Lags_NeedsLock(InstanceId instance, long n, long pos) => _heads[instance] = new(n, pos);

    public void Committed_NeedsLock(ShardAction.Append slice, int shard)
    {
        _shards[shard] = new(slice.Pos, slice.At.UtcTicks, true);
        if (slice.Row is null)
        {
            _heads[slice.Instance] = new(InstanceNumber.Of(shard, slice.Number), slice.Pos);
        }
        else
        {
            _heads.Remove(slice.Instance);
        }
    }

    public void Parked_NeedsLock(ShardAction.Park park, int shard)
    {
        _shards[shard] = new(park.Pos, park.At.UtcTicks, true);
        _heads.Remove(park.Instance);
    }

    /// <summary>Nothing of these shards is known here any more.</summary>
    public void Forget(IReadOnlySet<int> shards)
    {
        lock (_gate)
        {
            foreach (var shard in shards)
            {
                _shards.Remove(shard);
            }

            foreach (var (instance, head) in _heads.ToArray())
            {
                if (shards.Contains(InstanceNumber.ShardOf(head.N)))
                {
                    _heads.Remove(instance);
                }
            }
        }
    }

    public long Find(InstanceId instance)
    {
        lock (_gate)
        {
            return _heads.TryGetValue(instance, out var head) ? head.Pos : 0;
        }
    }

    /// <returns>Null when the shard is not this writer's.</returns>
    public (ShardTail Tail, Dictionary<InstanceId, long> Heads)? OfShard(int shard)
    {
        lock (_gate)
        {
            return _shards.TryGetValue(shard, out var tail)
                ? (tail, _heads.Where(head => InstanceNumber.ShardOf(head.Value.N) == shard).ToDictionary(head => head.Key, head => head.Value.Pos))
                : null;
        }
    }

    public bool Holds(int shard)
    {
        lock (_gate)
        {
            return _shards.ContainsKey(shard);
        }
    }

    /// <summary>What a checkpoint that writes the heads of these instances may say of each shard that has news.</summary>
    public CheckpointNews News(IEnumerable<InstanceId> instances)
    {
        lock (_gate)
        {
            var written = new Dictionary<InstanceId, Head>();
            foreach (var instance in instances)
            {
                if (_heads.TryGetValue(instance, out var head))
                {
                    written[instance] = head;
                }
            }

            var oldest = new Dictionary<int, long>();
            foreach (var (instance, head) in _heads)
            {
                if (!written.ContainsKey(instance))
                {
                    var shard = InstanceNumber.ShardOf(head.N);
                    oldest[shard] = Math.Min(oldest.GetValueOrDefault(shard, long.MaxValue), head.Pos);
                }
            }

            var touched = written.Values.Select(head => InstanceNumber.ShardOf(head.N)).ToHashSet();
            return new(
                written,
                [.. _shards.Where(shard => shard.Value.IsNew || touched.Contains(shard.Key))
                    .Select(shard => new CheckpointNews.Shard(shard.Key, shard.Value, Math.Min(shard.Value.Pos, oldest.GetValueOrDefault(shard.Key, long.MaxValue) - 1)))]);
        }
    }

    public void Written(CheckpointNews news)
    {
        lock (_gate)
        {
            foreach (var (instance, head) in news.Heads)
            {
                if (_heads.TryGetValue(instance, out var now) && now == head)
                {
                    _heads.Remove(instance);
                }
            }

            foreach (var (shard, tail, _) in news.Shards)
            {
                if (_shards.TryGetValue(shard, out var now) && now == tail)
                {
                    _shards[shard] = tail with { IsNew = false };
                }
            }
        }
    }
}

/// <summary>What a checkpoint writes, to be taken note of once it is committed.</summary>
internal sealed record CheckpointNews(Dictionary<InstanceId, Tails.Head> Heads, List<CheckpointNews.Shard> Shards)
{
    /// <param name="Checkpoint">A scan that begins after it meets the newest commit of every row that still lags.</param>
    internal readonly record struct Shard(int Number, Tails.ShardTail Tail, long Checkpoint);
}
