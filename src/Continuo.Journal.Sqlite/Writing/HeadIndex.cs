namespace Continuo.Journal.Sqlite.Writing;

/// <summary>The newest commit of every instance whose row lags behind the journal.</summary>
/// <remarks>Written after each commit by the writer, read by every reader before it begins its own snapshot: so what it names is visible to that read.</remarks>
internal sealed class HeadIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Head> _heads = [];

    public readonly record struct Head(int Shard, long Pos);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _heads.Count;
            }
        }
    }

    public long Find(long number)
    {
        lock (_gate)
        {
            return _heads.TryGetValue(number, out var head) ? head.Pos : 0;
        }
    }

    public List<(long Number, long Pos)> OfShard(int shard)
    {
        lock (_gate)
        {
            return [.. _heads.Where(h => h.Value.Shard == shard).Select(h => (h.Key, h.Value.Pos))];
        }
    }

    /// <summary>The lowest head but for these; beyond all positions when there is none.</summary>
    public long OldestWithout(IReadOnlyDictionary<long, long> numbers)
    {
        lock (_gate)
        {
            return _heads.Where(h => !numbers.ContainsKey(h.Key)).Select(h => h.Value.Pos).DefaultIfEmpty(long.MaxValue).Min();
        }
    }

    /// <summary>Held over the changes of one batch.</summary>
    public Lock.Scope Enter() => _gate.EnterScope();

    public void Lags_NeedsLock(long number, int shard, long pos) => _heads[number] = new(shard, pos);

    public void IsExact_NeedsLock(long number) => _heads.Remove(number);

    public void Clear_NeedsLock() => _heads.Clear();
}
