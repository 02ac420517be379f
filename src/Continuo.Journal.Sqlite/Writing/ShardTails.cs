namespace Continuo.Journal.Sqlite.Writing;

/// <summary>The newest commit of each shard, and which of them the file's own rows do not tell yet.</summary>
internal sealed class ShardTails(int shards)
{
    private readonly Lock _gate = new();
    private readonly (long Pos, long At, bool IsNew)[] _tails = new (long, long, bool)[shards];

    public (long Pos, long At) this[int shard]
    {
        get
        {
            lock (_gate)
            {
                return (_tails[shard].Pos, _tails[shard].At);
            }
        }
    }

    public void Set(int shard, long pos, long at, bool isNew)
    {
        lock (_gate)
        {
            _tails[shard] = (pos, at, isNew);
        }
    }

    public List<(int Shard, long Pos, long At)> New()
    {
        lock (_gate)
        {
            return [.. Enumerable.Range(0, _tails.Length).Where(s => _tails[s].IsNew).Select(s => (s, _tails[s].Pos, _tails[s].At))];
        }
    }
}
