using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Shards;

/// <summary>Brings instances and their definitions into memory, and takes out what broke.</summary>
internal sealed class Loading(ShardState shard)
{
    /// <summary>Loads under way before timers wait.</summary>
    public const int MostOutstanding = 500;

    /// <summary>The cell of an instance; loads it unless it is there.</summary>
    public InstanceCell Need(InstanceId id) => shard.Instances.Find(id) ?? Load(shard.NewCell(id), shard.DeletedAt(id));

    /// <summary>The cell of an instance that is known to be new.</summary>
    public InstanceCell Create(InstanceId id)
    {
        var cell = shard.NewCell(id);
        cell.Phase = CellPhase.Live;
        return cell;
    }

    public void Loaded(InstanceId id, StoredInstance? found)
    {
        if (shard.Instances.Find(id) is not { Phase: CellPhase.Loading } cell)
        {
            return;
        }

        shard.LoadsOutstanding--;
        cell.Phase = CellPhase.Live;
        if (found is not null)
        {
            shard.Statistics.Loads++;
            try
            {
                Fold(cell, found);
            }
            catch (Exception e) when (e is not NewerJournalException)
            {
                // The turn's supervisor: whatever Fold threw, it concerns this instance alone.
                Quarantine(cell, BreakReason.Of(e));
                return;
            }
        }

        if (cell.IsReset)
        {
            cell.IsReset = false;
            shard.Events.Reset(id, cell.State.Listeners);
        }

        Wake(cell);
    }

    public void DefinitionLoaded(DefinitionHash hash, WorkflowDefinition? found)
    {
        found = found?.Hash == hash ? found : null;
        foreach (var cell in shard.Definitions.Loaded(hash, found))
        {
            if (cell.Phase != CellPhase.AwaitingDefinition || shard.Instances.Find(cell.Id) != cell)
            {
                continue;
            }

            cell.Phase = CellPhase.Live;
            if (cell.State.Exists && hash != cell.State.Definition)
            {
                // It is what a migration leads to; the next turn finds it, or the migration is refused.
                cell.Target = found;
                if (found is null)
                {
                    Refuse(cell, hash, queued => queued.Stimulus is Stimulus.Migrate migrate && migrate.Target == hash);
                }
            }
            else if (found is not null)
            {
                cell.Definition = found;
            }
            else if (cell.State.Exists)
            {
                Quarantine(cell, $"Its definition {hash} is not in the store.");
                continue;
            }
            else
            {
                Refuse(cell, hash, queued => queued.Stimulus is Stimulus.Start start && start.Request.Definition == hash);
            }

            Wake(cell);
        }
    }

    /// <summary>Whether the definition that the next turn needs is there; asks for it otherwise.</summary>
    public bool HasDefinition(InstanceCell cell)
    {
        if (cell.Definition is not null || (cell.State.Exists ? cell.State.Definition : cell.NextStart) is not { } hash)
        {
            return HasTarget(cell);
        }

        cell.Definition = shard.Definitions.Find(hash);
        return cell.Definition is not null ? HasTarget(cell) : Await(cell, hash);
    }

    /// <summary>Whether the definition is there that the next migration leads to.</summary>
    private bool HasTarget(InstanceCell cell)
    {
        if (!cell.State.Exists || cell.NextTarget is not { } hash)
        {
            return true;
        }

        cell.Target = cell.Target?.Hash == hash ? cell.Target : shard.Definitions.Find(hash);
        return cell.Target is not null || Await(cell, hash);
    }

    private bool Await(InstanceCell cell, DefinitionHash hash)
    {
        cell.Phase = CellPhase.AwaitingDefinition;
        if (shard.Definitions.Await(hash, cell))
        {
            shard.Actions.Add(new ShardAction.LoadDefinition(hash));
        }

        return false;
    }

    /// <summary>Takes the instance out of memory. What waits for a turn waits for the next stay, which begins at once if there is a reason.</summary>
    /// <param name="cell">Which.</param>
    /// <param name="breaks">See <see cref="InstanceCell.Breaks"/>.</param>
    /// <param name="reason">See <see cref="InstanceCell.BreakReason"/>.</param>
    /// <param name="exists">Whether the journal has it, so that nothing of it may be forgotten.</param>
    public void Reload(InstanceCell cell, int breaks, string? reason, bool exists)
    {
        Drop(cell);
        if (cell.StimulusCount == 0 && !exists)
        {
            shard.Events.Reset(cell.Id, []);
            return;
        }

        var again = shard.NewCell(cell.Id);
        again.Breaks = breaks;
        again.BreakReason = reason;
        LoadAgain(cell, again);
    }

    /// <summary>Takes an instance that was never stored out of memory, to begin with its start and nothing else.</summary>
    public void Reload(InstanceCell cell, QueuedStimulus start)
    {
        Drop(cell);
        var again = shard.NewCell(cell.Id);
        again.StartsAlone = true;
        again.Enqueue(start);
        LoadAgain(cell, again);
    }

    private void LoadAgain(InstanceCell cell, InstanceCell again)
    {
        while (cell.TryDequeue(out var queued))
        {
            // Clock and events come again from what is stored.
            if (queued.Command is not null)
            {
                again.Enqueue(queued);
            }
        }

        again.IsReset = true;
        Load(again, shard.HeadOf(cell));
    }

    public void Drop(InstanceCell cell)
    {
        Silence(cell);
        shard.Instances.Remove(cell);
    }

    /// <summary>Takes out what would be loaded only after a while; who asked for it may ask the next process.</summary>
    public void GiveUpSuspects()
    {
        while (shard.Careful.TryTakeSuspect(out var cell))
        {
            shard.LoadsOutstanding--;
            Drop(cell);
            while (cell.TryDequeue(out var queued))
            {
                shard.Admission.Queued -= queued.Command is null ? 0 : 1;
                shard.Answer(queued.Command, cell.Id, new CommandResult.Busy("draining", TimeSpan.FromSeconds(1)), 0);
            }
        }
    }

    /// <summary>Keeps it in memory and refuses whatever comes for it.</summary>
    public void Quarantine(InstanceCell cell, string reason)
    {
        shard.Statistics.Quarantined++;
        Silence(cell);
        cell.Phase = CellPhase.Quarantined;
        cell.BreakReason = reason;
        while (cell.TryDequeue(out var queued))
        {
            shard.Admission.Queued -= queued.Command is null ? 0 : 1;
            Refuse(cell, queued);
        }
    }

    /// <summary>Marks an instance as stuck in the store, where the next process finds it so, and touches it no more in this one.</summary>
    public void Park(InstanceId id)
    {
        const string Why = "The process died twice while this instance was being loaded or had its first turn. Look into the log of those times; retry it once the cause is mended and the process has been started again.";
        shard.Statistics.Stuck++;
        shard.Actions.Add(new ShardAction.Park(shard.NextPosition(), id, Interpreter.StuckCommit(id, Why, shard.Now), shard.Now));
        Quarantine(shard.NewCell(id), Why);
    }

    /// <summary>Answers a stimulus that a quarantined instance cannot take.</summary>
    public void Refuse(InstanceCell cell, QueuedStimulus queued) => shard.Answer(
        queued.Command,
        cell.Id,
        queued.Stimulus is Stimulus.ChildEnded
            ? new CommandResult.Busy("quarantined", TimeSpan.FromSeconds(30))
            : new CommandResult.Refused("instance-quarantined", $"'{cell.Id}' cannot be run by this version: {cell.BreakReason}"),
        0);

    /// <summary>Nothing reaches it any more by turn, clock or effect.</summary>
    private void Silence(InstanceCell cell)
    {
        shard.Rounds.Remove(cell);
        shard.Deadlines.Remove(cell.Id);
        shard.Wakes.Remove(cell.Id);
        shard.EffectsInFlight -= cell.Slots.InFlight;
    }

    private InstanceCell Load(InstanceCell cell, long after)
    {
        shard.LoadsOutstanding++;
        if (shard.Careful.IsActive)
        {
            shard.Careful.Load(cell, after);
        }
        else
        {
            shard.Actions.Add(new ShardAction.Load(cell.Id, after));
        }

        return cell;
    }

    private static void Fold(InstanceCell cell, StoredInstance found)
    {
        cell.State = FactCodec.Restore(found);
        if (found.Snapshot is { } snapshot)
        {
            cell.Snapshots.Renewed(snapshot.Length + found.PayloadBytes);
        }

        foreach (var commit in found.Commits)
        {
            cell.Snapshots.Committed(commit.Length);
        }

        cell.WrittenFields = new(cell.State.Fields, cell.State.Error);
        cell.Number = found.Number;
        cell.Seq = found.HeadSeq;
        cell.HeadPos = found.HeadPos;
        cell.NeedsRecovery = true;
    }

    private void Wake(InstanceCell cell)
    {
        if (cell.StimulusCount > 0 || cell.NeedsRecovery || cell.Breaks > 0)
        {
            shard.Rounds.Add(cell, cell.StimulusCount > 0 ? cell.Peek().Class : ServiceClass.Timers);
        }
        else if (!cell.State.Exists)
        {
            Drop(cell);
        }
    }

    private void Refuse(InstanceCell cell, DefinitionHash hash, Func<QueuedStimulus, bool> isAbout)
    {
        for (var left = cell.StimulusCount; left > 0; left--)
        {
            cell.TryDequeue(out var queued);
            if (isAbout(queued))
            {
                shard.Admission.Queued -= queued.Command is null ? 0 : 1;
                shard.Answer(queued.Command, cell.Id, new CommandResult.Refused("definition-missing", $"Definition {hash} is not in the store: deploy it."), 0);
            }
            else
            {
                cell.Enqueue(queued);
            }
        }
    }
}
