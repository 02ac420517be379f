using Continuo.Engine.Instances;

namespace Continuo.Engine.Shards;

/// <summary>Instances whose retention is over leave memory and then the store.</summary>
/// <remarks>
/// The list comes from a read that may be old: an instance may have been retried since. One that is in memory is looked at here. One that is not has no commit on
/// its way, and the writer, who sees its newest row, leaves it alone unless that says the same as the list. Whoever asks for the id meanwhile reads the
/// store after the deletion.
/// </remarks>
internal sealed class Deletions(ShardState shard, Loading loading)
{
    public void Take(ShardInput.Expired expired)
    {
        if (shard.Admission.IsDraining)
        {
            return;
        }

        foreach (var (instance, number) in expired.Instances)
        {
            if (shard.Instances.Find(instance) is { } cell)
            {
                if (!IsOver(cell, number))
                {
                    continue;
                }

                loading.Drop(cell);
            }

            var pos = shard.NextPosition();
            shard.Deleting(instance, pos);
            shard.Actions.Add(new ShardAction.Delete(pos, instance, number, expired.EndedThrough));
            shard.Statistics.Deleted++;
        }
    }

    private bool IsOver(InstanceCell cell, long number) =>
        cell.Phase == CellPhase.Quarantined || (cell.Number == number && cell.State.Status.IsFinal() && cell.IsIdle(shard.DurablePos));
}
