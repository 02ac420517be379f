using System.Collections.Immutable;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Lifecycle;

/// <summary>With several drivers a position may be stored after a higher one: whoever reads by position waits at a gap until it is filled, or known to stay.</summary>
/// <remarks>
/// A driver queues what it gives a position to in the same step, and the writer stores in the order of the queue. So a gap that is there for long is one of a commit that
/// was refused, or of events, which have positions too.
/// </remarks>
internal sealed class MissingPositions(TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_sample = TimeSpan.FromMilliseconds(100);

    private readonly Queue<(DateTimeOffset At, long Newest)> _seen = new();
    private DateTimeOffset _sampled;
    private long _settled;

    /// <summary>How many of the commits, from the first, have no gap before them that may still be filled.</summary>
    public int Before(long after, ImmutableArray<InstanceChange> commits)
    {
        var now = time.GetUtcNow();
        if (now - _sampled >= s_sample)
        {
            _sampled = now;
            _seen.Enqueue((now, commits[^1].Pos));
        }

        while (_seen.TryPeek(out var sample) && now - sample.At >= s_patience)
        {
            _settled = Math.Max(_settled, sample.Newest);
            _seen.Dequeue();
        }

        for (var i = 0; i < commits.Length; i++)
        {
            var expected = (i == 0 ? after : commits[i - 1].Pos) + 1;
            if (commits[i].Pos != expected && commits[i].Pos > _settled)
            {
                return i;
            }
        }

        return commits.Length;
    }
}
