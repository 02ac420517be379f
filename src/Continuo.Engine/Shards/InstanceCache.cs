using Continuo.Engine.Instances;

namespace Continuo.Engine.Shards;

/// <summary>The instances in memory, in the order of last use. Idle ones leave when it grows beyond its share.</summary>
internal sealed class InstanceCache(long limit, ShardStatistics statistics)
{
    private const int MostLooks = 64;

    /// <summary>Where the last look found nobody idle: a cache full of instances that are at work costs each input this much and no more.</summary>
    private const int FewLooks = 2;

    private const long BytesOfCell = 500;

    private readonly Dictionary<InstanceId, InstanceCell> _cells = [];
    private readonly LinkedList<InstanceCell> _order = new();
    private long _bytes;
    private int _looks = MostLooks;

    public int Count => _cells.Count;

    public InstanceCell? Find(InstanceId id) => _cells.GetValueOrDefault(id);

    public void Add(InstanceCell cell)
    {
        _cells.Add(cell.Id, cell);
        cell.Place = _order.AddLast(cell);
        Measure(cell, BytesOfCell);
    }

    public void Remove(InstanceCell cell)
    {
        _cells.Remove(cell.Id);
        _order.Remove(cell.Place!);
        cell.Place = null;
        Measure(cell, 0);
    }

    /// <summary>It had a turn: measured anew, and the last to leave.</summary>
    public void Touch(InstanceCell cell)
    {
        _order.Remove(cell.Place!);
        _order.AddLast(cell.Place!);
        Measure(cell, BytesOfCell + cell.State.ApproximateBytes);
    }

    /// <summary>Lets idle instances go, those that were used longest ago first, looking at a bounded number of them.</summary>
    public void Trim(long durable)
    {
        var before = statistics.Passivations;
        for (var looks = 0; looks < _looks && _bytes > limit && _order.First is { } first; looks++)
        {
            if (first.Value.IsIdle(durable))
            {
                _looks = MostLooks;
                Remove(first.Value);
                statistics.Passivations++;
            }
            else
            {
                _order.RemoveFirst();
                _order.AddLast(first);
            }
        }

        _looks = _bytes <= limit || statistics.Passivations > before ? MostLooks : FewLooks;
    }

    private void Measure(InstanceCell cell, long bytes)
    {
        _bytes += bytes - cell.Bytes;
        cell.Bytes = bytes;
        statistics.BytesInMemory = _bytes;
        statistics.InstancesInMemory = _cells.Count;
    }
}
