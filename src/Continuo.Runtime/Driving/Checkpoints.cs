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

    private readonly HeadLedger _heads;
    private readonly ITimer _timer;
    private long _through;
    private long _written;
    private bool _armed;
    private volatile bool _elapsed;
    private volatile bool _isPutOff;

    public Checkpoints(HeadLedger heads, TimeProvider time)
    {
        _heads = heads;
        _timer = time.CreateTimer(_ => Elapse(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called when one has become due.</summary>
    public Action Due { get; set; } = () => { };

    public bool IsDue => !_isPutOff && (_elapsed || _heads.Commits >= CommitsUntilDue) && _through > _written;

    /// <summary>So late that it no longer waits for the queue to be empty.</summary>
    public bool IsOverdue => _heads.Commits >= 2 * CommitsUntilDue;

    public void Record(ReadOnlySpan<ShardAction> durable)
    {
        if (durable.IsEmpty)
        {
            return;
        }

        _heads.Record(durable);
        foreach (var action in durable)
        {
            _through = Math.Max(_through, new Slice(action, 0, 0).Pos);
        }

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
        await journal.Checkpoint(0, isAll ? Enumerable.Range(0, journal.Shards).ToDictionary(shard => new ShardId(shard), _ => _through) : [], heads, marks, cancellation);
        _heads.Settle(heads, isAll);
        if (isAll)
        {
            _written = _through;
            _elapsed = false;
            _armed = false;
        }
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
        while (_through > _written)
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
