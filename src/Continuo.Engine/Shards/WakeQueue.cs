using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Continuo.Engine.Instances;

namespace Continuo.Engine.Shards;

/// <summary>The stored wake times up to a boundary. Beyond it they are only in the store, until the window moves.</summary>
/// <remarks>
/// The invariant: each wake time at or before <see cref="Boundary"/> is in the set, or in a read that is under way, or in the hands of its instance.
/// To move the boundary from W to W', W' is set first, so that whatever is decided from now on and is due before it enters the set by itself; then
/// (W, W'] is read after the newest position given so far is durable, so that the read sees whatever was decided earlier. Without that second half, a commit
/// decided before the move and durable after the read would be in neither place.
/// </remarks>
internal sealed class WakeQueue(int limit)
{
    /// <summary>How far ahead times are held in memory.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const int RowsPerRead = 500;

    private static readonly Wake s_beforeAll = new(new(-1), 0, default);

    private readonly DueSet _set = new();

    /// <summary>Everything stored up to here, inclusive, is in memory or being read.</summary>
    public Wake Boundary { get; private set; } = s_beforeAll;

    public bool IsReading { get; private set; }

    public int Count => _set.Count;

    /// <summary>When the first is due.</summary>
    public DateTimeOffset? FirstDue => _set.First?.At.Time;

    /// <summary>When the window wants to move; null while it cannot.</summary>
    public DateTimeOffset? MovesAt => IsReading || !HasRoom ? null : new(Math.Max(0, Boundary.At.Ticks - (Window / 2).Ticks), TimeSpan.Zero);

    private bool HasRoom => _set.Count <= limit / 2;

    /// <summary>An instance's wake time was decided or found.</summary>
    public void Put(Wake wake)
    {
        if (DueSet.Compare(wake, Boundary) > 0)
        {
            // It may have had an earlier one.
            _set.Remove(wake.Instance);
            return;
        }

        _set.Set(wake);
        Shrink();
    }

    public void Remove(InstanceId instance) => _set.Remove(instance);

    public bool TryTakeDue(DateTimeOffset now, [NotNullWhen(true)] out Wake? due) => _set.TryTakeDue(now, out due);

    /// <summary>Moves the window if it is time to.</summary>
    /// <param name="now">Shard time.</param>
    /// <param name="lastPos">The newest position given so far.</param>
    public ShardAction.ReadWake? Move(DateTimeOffset now, long lastPos)
    {
        if (MovesAt is not { } moves || moves > now)
        {
            return null;
        }

        Wake? from = Boundary == s_beforeAll ? null : Boundary;
        var through = now + Window;
        Boundary = EndOf(through);
        IsReading = true;
        return new(from, through, Math.Clamp(limit - _set.Count, 1, RowsPerRead), lastPos);
    }

    /// <summary>What the store had in the window.</summary>
    /// <param name="rows">In the order (wake, number).</param>
    /// <param name="through">As asked.</param>
    /// <param name="more">Whether the limit cut it: the boundary goes back to the last row, and the next read begins there.</param>
    /// <param name="isCurrent">Whether a row still says what its instance wants: an instance in memory knows better.</param>
    public void Read(ImmutableArray<Wake> rows, DateTimeOffset through, bool more, Func<Wake, bool> isCurrent)
    {
        IsReading = false;
        var end = more && rows.Length > 0 ? rows[^1] : EndOf(through);
        if (DueSet.Compare(end, Boundary) < 0)
        {
            RetreatTo(end);
        }

        foreach (var row in rows)
        {
            if (DueSet.Compare(row, Boundary) <= 0 && isCurrent(row))
            {
                _set.Set(row);
            }
        }

        Shrink();
    }

    private static Wake EndOf(DateTimeOffset through) => new(WakeAt.At(through), long.MaxValue, default);

    private void Shrink()
    {
        if (_set.Count <= limit)
        {
            return;
        }

        // A quarter at once, so that a full set does not shrink again with the next entry. What leaves is stored, or in a commit on its way
        // that the read which brings it back will wait for.
        var keep = limit - (limit / 4);
        while (_set.Count > keep)
        {
            _set.Remove(_set.Last!.Value.Instance);
        }

        Boundary = _set.Last!.Value;
    }

    private void RetreatTo(Wake end)
    {
        Boundary = end;
        while (_set.Last is { } last && DueSet.Compare(last, end) > 0)
        {
            _set.Remove(last.Instance);
        }
    }
}
