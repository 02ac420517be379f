using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>Serves one instance: all that waits for it is decided in one turn and becomes one commit.</summary>
internal sealed class Turns(ShardState shard, Loading loading)
{
    private readonly Turn _turn = new();
    private readonly List<Taken> _taken = [];
    private readonly Commits _commits = new(shard);
    private readonly BrokenTurns _broken = new(shard, loading);

    public void Serve(InstanceCell cell)
    {
        if (cell.Phase != CellPhase.Live || !loading.HasDefinition(cell))
        {
            return;
        }

        var actions = shard.Actions.Count;
        var wasStuck = cell.State.Status == InstanceStatus.Stuck;
        var wasFinal = cell.State.Status.IsFinal();
        var wasSteppable = cell.State.IsSteppable;
        _taken.Clear();
        _turn.Begin(shard.Now);
        _turn.EventTail = shard.Events.Tail;
        _turn.FreeSlots = shard.FreeSlotsOf(cell);
        try
        {
            Decide(cell);
            SettleListeners(cell);
            _commits.Commit(cell, _turn, _taken, wasFinal);
        }
#pragma warning disable CA1031 // The supervisor of turns: whatever one instance throws, the shard goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            shard.Actions.RemoveRange(actions, shard.Actions.Count - actions);
            _broken.Take(cell, e, wasStuck, _taken);
            return;
        }

        shard.Statistics.Turns++;
        AfterTurn(cell, wasSteppable);
    }

    private void Decide(InstanceCell cell)
    {
        if (cell.Breaks > 0)
        {
            // Marked first, so that nothing is stepped by the recovery, which issues what is owed.
            shard.Interpreter.MarkStuck(cell.State, cell.Definition!, cell.BreakReason ?? "", _turn);
            if (cell.Breaks == 1)
            {
                Recover(cell);
            }

            shard.Statistics.Stuck++;
            return;
        }

        Recover(cell);
        var first = true;
        while (IsInBudget && cell.StimulusCount > 0 && TakeNext(cell))
        {
            first = false;
        }

        if (first && (cell.State.IsReady || cell.State.Unissued.Count > 0) && cell.Definition is { } definition)
        {
            shard.Interpreter.Continue(cell.State, definition, _turn);
        }
    }

    private bool IsInBudget => !_turn.Yielded && !_turn.IsFull(shard.Limits);

    private void Recover(InstanceCell cell)
    {
        if (cell.NeedsRecovery && cell.Definition is { } definition)
        {
            shard.Interpreter.Recover(cell.State, definition, _turn);
            cell.NeedsRecovery = false;
        }
    }

    /// <summary>Decides the next stimulus; false when it must wait for another turn.</summary>
    private bool TakeNext(InstanceCell cell)
    {
        var next = cell.Peek();
        if (!cell.State.Exists && next.Stimulus is Stimulus.Start start && cell.Definition?.Hash != start.Request.Definition)
        {
            // A start before it was refused, and this one is about another definition.
            cell.Definition = null;
            return false;
        }

        cell.TryDequeue(out next);
        shard.Admission.Queued -= next.Command is null ? 0 : 1;

        // Noted before it is decided: should it throw, whoever sent it is told.
        _taken.Add(new(next, null));
        _taken[^1] = new(next, cell.State.Exists ? DecideExisting(cell, next) : DecideUnknown(cell, next.Stimulus));
        return true;
    }

    private Answer DecideExisting(InstanceCell cell, QueuedStimulus queued)
    {
        switch (queued.Stimulus)
        {
            case Stimulus.Inspect:
                return queued.WasDone ? Answer.Done : Answer.Viewed;
            case Stimulus.Explain explain:
                return Answer.Of(new CommandResult.Explained(shard.Interpreter.Explain(cell.State, cell.Definition!, explain.Candidates, cell.Slots, _turn)));
            case Stimulus.Migrate migrate:
                return Migrate(cell, migrate);
            case Stimulus.Start start:
                return cell.State.IsSameRequest(start.Request)
                    ? Answer.Existed
                    : Answer.Of(new CommandResult.Conflict("instance-exists", $"Instance '{cell.Id}' was started by another request. Choose another id, or repeat the same request."));
        }

        var verdict = shard.Interpreter.Decide(cell.State, cell.Definition!, queued.Stimulus, _turn);
        shard.Statistics.StaleStimuli += verdict.Kind == VerdictKind.Stale ? 1 : 0;
        return verdict.Kind == VerdictKind.Conflict ? Answer.Of(new CommandResult.Conflict(verdict.Code, verdict.Why)) : Answer.Done;
    }

    private Answer Migrate(InstanceCell cell, Stimulus.Migrate migrate)
    {
        if (cell.Target is not { } target || target.Hash != migrate.Target)
        {
            return Answer.Of(new CommandResult.Busy("the definition is being loaded", TimeSpan.FromSeconds(1)));
        }

        var plan = shard.Interpreter.Migrate(cell.State, cell.Definition!, target, migrate, _turn);
        (cell.Definition, cell.Target) = (plan.IsDone ? target : cell.Definition, null);
        return Answer.Of(new CommandResult.Planned(plan));
    }

    private Answer DecideUnknown(InstanceCell cell, Stimulus stimulus)
    {
        if (stimulus is Stimulus.Start start)
        {
            return Start(cell, start);
        }

        if (stimulus is Stimulus.Cancel && Tombstones.IsChild(cell.Id))
        {
            shard.Tombstones.Add(cell.Id);
            return Answer.Of(new CommandResult.NotFound($"There is no instance '{cell.Id}'; should its start still come, it is refused."));
        }

        return Answer.Of(new CommandResult.NotFound($"There is no instance '{cell.Id}'."));
    }

    private Answer Start(InstanceCell cell, Stimulus.Start start)
    {
        if (shard.Tombstones.Has(cell.Id))
        {
            return Answer.Of(new CommandResult.Conflict("instance-cancelled", $"'{cell.Id}' was cancelled before it was started."));
        }

        var definition = cell.Definition!;
        foreach (var feature in definition.Unsupported)
        {
            if (feature.BlocksStart)
            {
                return Answer.Of(new CommandResult.Refused(feature.Code, $"'{definition.Name}' uses {feature.Feature} at {feature.Pointer}, which this version does not execute."));
            }
        }

        if (cell.StartsAlone)
        {
            _turn.SpendSteps(shard.Limits);
        }

        var verdict = shard.Interpreter.Decide(cell.State, definition, start, _turn);
        return verdict.Kind == VerdictKind.Taken
            ? Answer.Started
            : Answer.Of(verdict.Kind == VerdictKind.Conflict
                ? new CommandResult.Conflict(verdict.Code, verdict.Why)
                : new CommandResult.Refused("start-refused", $"'{cell.Id}' was not started."));
    }

    /// <summary>A frame that opened and closed within the turn listens no more, whatever came of it in between.</summary>
    private void SettleListeners(InstanceCell cell)
    {
        var added = _turn.SubscriptionsAdded;
        for (var i = added.Count - 1; i >= 0; i--)
        {
            if (!cell.State.Frames.TryGetValue(added[i].Frame, out var frame) || frame is not { Phase: FramePhase.Listening, Inbox.Satisfied: false })
            {
                _turn.SubscriptionsEnded.Add(added[i].Frame);
                added.RemoveAt(i);
            }
        }
    }

    private void TellEvents(InstanceCell cell, bool wasSteppable)
    {
        foreach (var taken in _taken)
        {
            if (taken.Queued.Stimulus is Stimulus.EventsOffered offered)
            {
                shard.Events.Served(cell.Id, offered.Through);
            }
        }

        // After Served: what a new listener has to read must not fall to what an older one was just offered.
        shard.Events.Changed(cell.Id, _turn.SubscriptionsAdded, _turn.SubscriptionsEnded);
        if (!wasSteppable && cell.State.IsSteppable && cell.Seq > 1)
        {
            // What was offered while it was suspended or stuck was not taken.
            shard.Events.Reset(cell.Id, cell.State.Listeners);
        }
    }

    private void AfterTurn(InstanceCell cell, bool wasSteppable)
    {
        cell.Breaks = 0;
        SyncTimers(cell);
        TellEvents(cell, wasSteppable);
        if (_turn.Yielded)
        {
            shard.Statistics.Yields++;
        }

        if (!cell.State.Exists)
        {
            cell.Definition = null;
        }

        if (cell.StimulusCount > 0)
        {
            shard.Rounds.Add(cell, _turn.Yielded ? ServiceClass.Starts : cell.Peek().Class);
        }
        else if (cell.State.IsReady || HasRoomForMore(cell))
        {
            shard.Rounds.Add(cell, ServiceClass.Starts);
        }
        else if (!cell.State.Exists)
        {
            loading.Drop(cell);
            return;
        }

        shard.Instances.Touch(cell);
    }

    /// <summary>The turn found no slot for an effect, and has then freed one.</summary>
    private bool HasRoomForMore(InstanceCell cell) => cell.State.Unissued.Count > 0 && !cell.NeedsRecovery && shard.FreeSlotsOf(cell) > 0;

    private void SyncTimers(InstanceCell cell)
    {
        var wake = cell.State.Wake;
        if (wake is not { } at || at == WakeAt.Runnable)
        {
            shard.Wakes.Remove(cell.Id);
        }
        else if (at.Time <= shard.Now && !_turn.Yielded && _taken.Exists(t => t.Queued.Stimulus is Stimulus.ClockReached))
        {
            // It was told and wants nothing: telling it again at once would never end.
            shard.Statistics.IdleClocks++;
        }
        else
        {
            shard.Wakes.Put(new(at, cell.Number, cell.Id));
        }

        if (wake == WakeAt.Runnable && cell.State.NextDue is { } due)
        {
            shard.Deadlines.Set(new(due, cell.Number, cell.Id));
        }
        else
        {
            shard.Deadlines.Remove(cell.Id);
        }
    }
}
