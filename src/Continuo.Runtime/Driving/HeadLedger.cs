using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>Newest positions of instances whose row in the store lags behind the journal.</summary>
/// <remarks>Thread-safe. The writer records, readers look up before they load, a checkpoint settles.</remarks>
internal sealed class HeadLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<InstanceId, long> _heads = [];
    private int _commits;

    /// <summary>Commits since the last checkpoint was complete.</summary>
    public int Commits => Volatile.Read(ref _commits);

    public long? Find(InstanceId instance)
    {
        lock (_lock)
        {
            return _heads.TryGetValue(instance, out var head) ? head : null;
        }
    }

    /// <summary>Heads of a shard as the store tells them, in place of what is known of it.</summary>
    public void Reset(ShardId shard, int shards, ShardImage image)
    {
        Remove(shard, shards);
        lock (_lock)
        {
            foreach (var (instance, head) in image.Heads)
            {
                _heads[instance] = head;
            }
        }
    }

    /// <summary>Takes out the heads of a shard.</summary>
    public Dictionary<InstanceId, long> Remove(ShardId shard, int shards)
    {
        lock (_lock)
        {
            var own = _heads.Where(head => ShardId.Of(head.Key, shards) == shard).ToDictionary();
            foreach (var instance in own.Keys)
            {
                _heads.Remove(instance);
            }

            return own;
        }
    }

    public void Record(ReadOnlySpan<ShardAction> durable)
    {
        lock (_lock)
        {
            foreach (var action in durable)
            {
                switch (action)
                {
                    case ShardAction.Append { Row: null } append:
                        _heads[append.Instance] = append.Pos;
                        break;
                    case ShardAction.Append append:
                        _heads.Remove(append.Instance);
                        break;
                    case ShardAction.Delete delete:
                        _heads.Remove(delete.Instance);
                        break;
                    case ShardAction.Park park:
                        _heads.Remove(park.Instance);
                        break;
                }
            }

            _commits += durable.Length;
        }
    }

    /// <summary>Some of the heads, and whether they are all there are.</summary>
    public (Dictionary<InstanceId, long> Heads, bool IsAll) Take(int limit)
    {
        lock (_lock)
        {
            return (_heads.Take(limit).ToDictionary(), _heads.Count <= limit);
        }
    }

    /// <summary>The rows of these instances have their heads now. Called by the writer, so no commit came between.</summary>
    public void Settle(Dictionary<InstanceId, long> written, bool isAll)
    {
        lock (_lock)
        {
            foreach (var instance in written.Keys)
            {
                _heads.Remove(instance);
            }

            if (isAll)
            {
                _commits = 0;
            }
        }
    }
}
