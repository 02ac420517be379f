using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Driving;

/// <summary>The sequences of journal positions: one for all shards, or one for each.</summary>
internal sealed class PositionTable
{
    private readonly Positions[] _positions;
    private readonly bool _isOfShard;

    public PositionTable(PositionScope scope, int shards)
    {
        _isOfShard = scope == PositionScope.Shard;
        var one = new Positions();
        _positions = [.. Enumerable.Range(0, shards).Select(_ => scope == PositionScope.Store ? one : new Positions())];
    }

    public Positions this[int shard] => Volatile.Read(ref _positions[shard]);

    /// <summary>For the next incarnation of a shard, after a position. Where each has its own sequence it is a new one: what the incarnation before gave and did not store is void.</summary>
    public Positions Begin(int shard, long after)
    {
        if (_isOfShard)
        {
            Volatile.Write(ref _positions[shard], new Positions());
        }

        _positions[shard].MoveTo(after);
        return _positions[shard];
    }
}
