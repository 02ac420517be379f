using Continuo.Engine.Instances;

namespace Continuo.Engine.Shards;

/// <summary>What is due, and when to look again.</summary>
internal sealed class ShardTimers(ShardState shard, Loading loading, Effects effects)
{
    private bool _hasBegun;
    private DateTimeOffset? _alarm;

    private bool MayLoad => shard.LoadsOutstanding < Loading.MostOutstanding;

    /// <summary>The clock has come: by the alarm, or for the first time after the adoption.</summary>
    public void Rang()
    {
        _hasBegun = true;
        _alarm = null;
    }

    public void Read(ShardInput.WakeRead read) => shard.Wakes.Read(read.Rows, read.Through, read.More, IsCurrent);

    /// <summary>Wakes what is due, moves the window, and sets the alarm.</summary>
    public void Serve()
    {
        if (!_hasBegun)
        {
            return;
        }

        while (shard.BusyEffects.TryTakeDue(shard.Now, out var token))
        {
            effects.Repeat(token.Value);
        }

        while (shard.Deadlines.TryTakeDue(shard.Now, out var due))
        {
            Wake(due.Value);
        }

        while (MayLoad && shard.Wakes.TryTakeDue(shard.Now, out var due))
        {
            Wake(due.Value);
        }

        if (shard.Wakes.Move(shard.Now, shard.LastPos) is { } read)
        {
            shard.Actions.Add(read);
        }

        SetAlarm();
    }

    private void Wake(Wake due)
    {
        var cell = loading.Need(due.Instance);
        if (cell.Phase == CellPhase.Quarantined)
        {
            return;
        }

        // What is runnable is woken by being loaded.
        if (due.At != WakeAt.Runnable)
        {
            cell.Enqueue(new(new Interpretation.Stimulus.ClockReached(), null));
            if (cell.Phase == CellPhase.Live)
            {
                shard.Rounds.Add(cell, ServiceClass.Timers);
            }
        }
    }

    /// <summary>An instance in memory knows better than a row that was read: whatever it decided since has been put into the queue.</summary>
    private bool IsCurrent(Wake row) =>
        shard.Instances.Find(row.Instance) is not { } cell
        || (cell.Phase == CellPhase.Live && !cell.NeedsRecovery && row.At != WakeAt.Runnable && cell.State.Wake == row.At);

    private void SetAlarm()
    {
        var next = Earliest(Earliest(shard.Deadlines.First?.At.Time, shard.BusyEffects.First), Earliest(shard.Wakes.MovesAt, shard.Careful.LooksAt));
        if (MayLoad)
        {
            // Otherwise the next load that ends looks again.
            next = Earliest(next, shard.Wakes.FirstDue);
        }

        if (next is { } at && at != _alarm)
        {
            _alarm = at;
            shard.Actions.Add(new ShardAction.Alarm(at));
        }
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left < right ? left : right;
}
