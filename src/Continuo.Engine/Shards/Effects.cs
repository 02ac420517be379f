using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>Sends effects out as slots allow, and takes their ends back.</summary>
internal sealed class Effects(ShardState shard)
{
    /// <summary>Performs what waits for a slot. A draining shard leaves it pending: it is issued after the next adoption.</summary>
    /// <param name="cell">Whose.</param>
    /// <param name="prepared">Requests that are made already.</param>
    public void PerformNext(InstanceCell cell, IReadOnlyDictionary<int, EffectRequest>? prepared = null)
    {
        while (!shard.Admission.IsDraining && cell.Slots.TryNext(shard.Limits.EffectsPerInstance, out var effect, out var after))
        {
            var request = prepared?.GetValueOrDefault(effect) ?? Interpreter.RequestOf(cell.State, cell.Definition!, effect);
            shard.EffectsInFlight -= cell.Slots.InFlight;
            cell.Slots.Began(effect, request.Attempt);
            shard.EffectsInFlight += cell.Slots.InFlight;
            var waits = after > shard.DurablePos && (cell.State.Effects[effect].Once || !shard.Ambient.IsPure(request));
            shard.Actions.Add(new ShardAction.Perform(new(cell.Id, effect, request.Attempt, cell.Load), request, waits ? after : 0));
        }
    }

    public void Abandon(InstanceCell cell, int effect, long after)
    {
        shard.EffectsInFlight -= cell.Slots.InFlight;
        var abandoned = cell.Slots.Abandon(effect);
        shard.EffectsInFlight += cell.Slots.InFlight;
        if (abandoned is { } attempt)
        {
            shard.Actions.Add(new ShardAction.Abandon(new(cell.Id, effect, attempt, cell.Load), after));
        }
    }

    /// <summary>The instance that waits for this result, if any does.</summary>
    public InstanceCell? Ended(EffectToken token, EffectOutcome outcome)
    {
        if (shard.Instances.Find(token.Instance) is not { Phase: CellPhase.Live } cell
            || cell.Load != token.Load
            || !cell.Slots.IsInFlight(token.Effect, token.Attempt))
        {
            shard.Statistics.StaleEffects++;
            return null;
        }

        if (outcome is EffectOutcome.Busy && shard.Admission.IsDraining)
        {
            GiveUp(cell, token);
            return null;
        }

        if (outcome is EffectOutcome.Busy busy)
        {
            // It keeps its slot: what could not be taken is not overtaken by what comes after it.
            shard.BusyEffects.Add(token, shard.Now + busy.After);
            return null;
        }

        if (outcome is EffectOutcome.Begun)
        {
            shard.EffectsInFlight -= cell.Slots.InFlight;
            cell.Slots.Begun(token.Effect, token.Attempt);
            shard.EffectsInFlight += cell.Slots.InFlight;
            if (cell.State.Unissued.Count > 0)
            {
                // What asks for at most once is not even requested of the slots while there is none.
                shard.Rounds.Add(cell, ServiceClass.Results);
            }

            return cell;
        }

        GiveUp(cell, token);
        cell.Enqueue(new(new Stimulus.EffectEnded(token.Effect, token.Attempt, outcome), null));
        shard.Rounds.Add(cell, ServiceClass.Results);
        return cell;
    }

    /// <summary>Makes an attempt again that found its receiver busy.</summary>
    public void Repeat(EffectToken token)
    {
        if (!shard.Admission.IsDraining
            && shard.Instances.Find(token.Instance) is { Phase: CellPhase.Live } cell
            && cell.Load == token.Load
            && cell.Slots.IsInFlight(token.Effect, token.Attempt))
        {
            if (cell.State.Effects.ContainsKey(token.Effect))
            {
                shard.Actions.Add(new ShardAction.Perform(token, Interpreter.RequestOf(cell.State, cell.Definition!, token.Effect), 0));
                return;
            }

            // Its end came another way: a child that was started after all has ended before its start was answered.
            GiveUp(cell, token);
            PerformNext(cell);
        }
    }

    /// <summary>Draining: attempts that wait for their receiver stay pending, and are made after the next adoption.</summary>
    public void GiveUpBusy()
    {
        while (shard.BusyEffects.TryTakeDue(DateTimeOffset.MaxValue, out var token))
        {
            if (shard.Instances.Find(token.Value.Instance) is { Phase: CellPhase.Live } cell && cell.Load == token.Value.Load)
            {
                GiveUp(cell, token.Value);
            }
        }
    }

    private void GiveUp(InstanceCell cell, EffectToken token)
    {
        shard.EffectsInFlight -= cell.Slots.InFlight;
        cell.Slots.End(token.Effect, token.Attempt);
        shard.EffectsInFlight += cell.Slots.InFlight;
    }
}
