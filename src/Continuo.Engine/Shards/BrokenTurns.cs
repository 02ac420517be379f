using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>What becomes of an instance whose turn threw: nothing of the turn is kept, and the shard goes on.</summary>
internal sealed class BrokenTurns(ShardState shard, Loading loading)
{
    public void Take(InstanceCell cell, Exception e, bool wasStuck, List<Taken> taken)
    {
        shard.Statistics.BrokenTurns++;
        var reason = cell.BreakReason is { } first && cell.Breaks > 0 ? first : BreakReason.Of(e);
        if (e is TurnTooLongException && cell is { Number: 0, StartsAlone: false } && taken is [{ Queued: { Stimulus: Stimulus.Start } start }])
        {
            // There must be an instance before one can be stuck.
            shard.Admission.Queued += start.Command is null ? 0 : 1;
            loading.Reload(cell, start);
            return;
        }

        foreach (var (queued, _) in taken)
        {
            // What ends elsewhere and is owed to this instance is sent again; the others learn what they have met.
            shard.Answer(
                queued.Command,
                cell.Id,
                queued.Stimulus is Stimulus.ChildEnded
                    ? new CommandResult.Busy("stuck", TimeSpan.FromSeconds(5))
                    : new CommandResult.Refused("instance-stuck", $"'{cell.Id}' broke on it: {e.GetType().Name}: {e.Message}"),
                0);
        }

        if (cell.Number == 0)
        {
            loading.Reload(cell, 0, null, exists: false);
        }
        else if (BreaksOf(cell, wasStuck, taken) is < 3 and var breaks)
        {
            loading.Reload(cell, breaks, reason, exists: true);
        }
        else
        {
            loading.Quarantine(cell, reason);
        }
    }

    /// <summary>One that is stuck and breaks by itself would do so for ever; an operator's retry that breaks leaves it stuck, to be cancelled or retried once more.</summary>
    private static int BreaksOf(InstanceCell cell, bool wasStuck, List<Taken> taken) =>
        wasStuck && cell.Breaks == 0 && !taken.Exists(one => one.Queued.Stimulus is Stimulus.Retry or Stimulus.Cancel) ? 3 : cell.Breaks + 1;
}
