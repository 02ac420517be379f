using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Driving;

/// <summary>Decides when heads are written back to their rows: a second after the first commit that needs it, or after 10,000.</summary>
/// <remarks>An idle node has nothing to write back, arms no timer and writes nothing. Runs within the writer's claim, but for the timer.</remarks>
internal sealed class Checkpoints : IDisposable
{
    private const int CommitsUntilDue = 10_000;
    private const int HeadsAtOnce = 1_000;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly int _writer;
    private readonly HeadLedger _heads;
    private readonly ITimer _timer;
    private readonly long[] _through;
    private bool _hasNews;
    private bool _armed;
    private volatile bool _elapsed;
    private volatile bool _isPutOff;

    public Checkpoints(int writer, int shards, HeadLedger heads, TimeProvider time)
    {
        (_writer, _heads, _through) = (writer, heads, new long[shards]);
        _timer = time.CreateTimer(_ => Elapse(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called when one has become due.</summary>
    public Action Due { get; set; } = () => { };

    public bool IsDue => !_isPutOff && (_elapsed || _heads.Commits >= CommitsUntilDue) && _hasNews;

    /// <summary>So late that it no longer waits for the queue to be empty.</summary>
    public bool IsOverdue => _heads.Commits >= 2 * CommitsUntilDue;

    public void Record(ReadOnlySpan<ShardAction> durable, ReadOnlySpan<(long Pos, int Epoch)> newest)
    {
        if (durable.IsEmpty)
        {
            return;
        }

        _heads.Record(durable);
        for (var shard = 0; shard < newest.Length; shard++)
        {
            _through[shard] = Math.Max(_through[shard], newest[shard].Pos);
        }

        _hasNews = true;
        if (!_armed)
        {
            _armed = true;
            _timer.Change(s_interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Writes a part of what is due, so that commits never wait long behind it.</summary>
    public async ValueTask Write(IJournal journal, ImmutableDictionary<ShardId, ImmutableArray<long>> marks, CancellationToken cancellation)
    {
        var (heads, isAll) = _heads.Take(HeadsAtOnce);
        var through = new Dictionary<ShardId, long>();
        for (var shard = 0; shard < _through.Length && isAll; shard++)
        {
            if (_through[shard] > 0)
            {
                through[new(shard)] = _through[shard];
            }
        }

        await journal.Checkpoint(_writer, through, heads, marks, cancellation);
        _heads.Settle(heads, isAll);
        if (isAll)
        {
            Array.Clear(_through);
            _hasNews = false;
            _elapsed = false;
            _armed = false;
        }
    }

    /// <summary>All that is left of one shard, which then is here no more.</summary>
    public async ValueTask WriteShard(IJournal journal, ShardId shard, long mark, CancellationToken cancellation)
    {
        var heads = _heads.Remove(shard, _through.Length);
        var through = new Dictionary<ShardId, long>();
        if (_through[shard.Number] is > 0 and var newest)
        {
            through[shard] = newest;
            _through[shard.Number] = 0;
        }

        await journal.Checkpoint(_writer, through, heads, new Dictionary<ShardId, ImmutableArray<long>> { [shard] = [mark] }, cancellation);
    }

    /// <summary>The shard is here no more, and what was to be written back of it is somebody else's.</summary>
    public void Forget(ShardId shard)
    {
        _heads.Remove(shard, _through.Length);
        _through[shard.Number] = 0;
    }

    /// <summary>Not now: again after the interval.</summary>
    public void PutOff()
    {
        _isPutOff = true;
        _timer.Change(s_interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>All that is left, at the end of a clean stop.</summary>
    public async ValueTask WriteAll(IJournal journal, ImmutableDictionary<ShardId, ImmutableArray<long>> marks, CancellationToken cancellation)
    {
        while (_hasNews)
        {
            await Write(journal, marks, cancellation);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Elapse()
    {
        _isPutOff = false;
        _elapsed = true;
        Due();
    }
}
