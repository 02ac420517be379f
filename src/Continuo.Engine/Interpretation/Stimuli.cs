using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>What each stimulus means for an instance. The stale is dropped.</summary>
internal static class Stimuli
{
    private const string WorkflowPointer = "/";

    public static Verdict Take(Decision d, Stimulus stimulus) => stimulus switch
    {
        Stimulus.Start start => Start(d, start.Request),
        Stimulus.EffectEnded ended => EffectEnded(d, ended),
        Stimulus.ChildEnded ended => ChildEnded(d, ended),
        Stimulus.ClockReached => ClockReached(d),
        Stimulus.EventsOffered offered => EventsOffered(d, offered),
        Stimulus.Cancel cancel => Cancel(d, cancel),
        Stimulus.Suspend suspend => Suspend(d, suspend.Reason),
        Stimulus.Resume => Resume(d),
        Stimulus.Retry retry => Operations.Retry(d, retry.PatchedInput),
        Stimulus.Inspect or Stimulus.Explain or Stimulus.Migrate => Verdict.Taken,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static void Recover(Decision d)
    {
        var state = d.State;
        state.Unissued.Clear();
        state.Dropped.Clear();
        state.NewListeners.Clear();
        state.EndedListeners.Clear();
        foreach (var effect in state.Effects.Values.OrderBy(effect => effect.Id).ToArray())
        {
            effect.Issued = false;
            if (effect is { Once: true, Attempted: true })
            {
                d.Emit(new Fact.EffectFailed(effect.Id, new WorkflowError(
                    ErrorTypes.Runtime.Uri, ErrorTypes.Runtime.Status, "Interrupted", "The call may or may not have been made; it is not repeated because the task asks for at most once.", d.Definition.Nodes[effect.Node].Pointer)));
            }
            else if (!effect.ChildStarted)
            {
                state.Unissued.Add(effect.Id);
            }
        }
    }

    private static Verdict Start(Decision d, StartRequest request)
    {
        if (d.State.Exists)
        {
            return Verdict.Stale;
        }

        JsonValue? input = null;
        DateTimeOffset? deadline = null;
        WorkflowError? error = null;
        d.State.Input = request.Input;
        d.State.CreatedAt = d.Now;
        try
        {
            input = Operations.InputOf(d, request.Input);
            deadline = Operations.DeadlineOf(d, request.Input);
        }
        catch (TaskFault fault)
        {
            error = fault.Error;
        }

        if (request.Depth > d.Limits.Depth)
        {
            error = TaskFault.Of(ErrorTypes.Runtime, $"Workflows call each other deeper than {d.Limits.Depth} (limit Depth).", WorkflowPointer).Error;
        }

        d.Emit(new Fact.Started(request, d.Ambient.NewId(d.Now), input, d.Definition.Root.Index, deadline));
        if (error is not null)
        {
            d.Emit(new Fact.Raised(InstanceState.Root, error));
        }
        else
        {
            IndexedFields.Record(d, isOutput: false, d.State.RootFrame.In);
        }

        return Verdict.Taken;
    }

    private static Verdict EffectEnded(Decision d, Stimulus.EffectEnded ended)
    {
        if (!d.State.Effects.TryGetValue(ended.Effect, out var effect))
        {
            return Verdict.Stale;
        }

        var isNotice = effect.Kind is EffectKind.NotifyParent or EffectKind.CancelChild;
        var awaits = effect.Kind == EffectKind.StartChild && effect.Arguments["await"].IsTruthy;
        switch (ended.Outcome)
        {
            case EffectOutcome.Busy:
                effect.Issued = false;
                d.State.Unissued.Add(effect.Id);
                break;
            case EffectOutcome.Returned or EffectOutcome.Failed when isNotice:
                d.Emit(new Fact.Settled(effect.Id));
                break;
            case EffectOutcome.ChildStarted or EffectOutcome.Returned when awaits:
                if (!effect.ChildStarted)
                {
                    d.Emit(new Fact.ChildStarted(effect.Id));
                }

                break;
            case EffectOutcome.ChildStarted:
                Return(d, effect, d.State.Frames[effect.Frame].In);
                break;
            case EffectOutcome.Returned returned:
                Return(d, effect, effect.Kind switch
                {
                    EffectKind.Emit => effect.Arguments,
                    EffectKind.StartChild => d.State.Frames[effect.Frame].In,
                    EffectKind.Process when !effect.Arguments["await"].IsTruthy => d.State.Frames[effect.Frame].In,
                    _ => returned.Result,
                });
                break;
            case EffectOutcome.Failed failed:
                Fail(d, effect, failed.Error);
                break;
        }

        return Verdict.Taken;
    }

    private static Verdict ChildEnded(Decision d, Stimulus.ChildEnded ended)
    {
        if (!d.State.Effects.TryGetValue(ended.Effect, out var effect) || effect.Kind != EffectKind.StartChild || effect.Frame == 0)
        {
            return Verdict.Stale;
        }

        if (!effect.Arguments["await"].IsTruthy)
        {
            // It ended before its start was acknowledged: all that matters is that it was started.
            Return(d, effect, d.State.Frames[effect.Frame].In);
        }
        else if (ended.Error is null)
        {
            Return(d, effect, ended.Output);
        }
        else
        {
            Fail(d, effect, ended.Error with { Instance = null });
        }

        return Verdict.Taken;
    }

    private static void Return(Decision d, PendingEffect effect, JsonValue result) => d.Emit(new Fact.Returned(effect.Id, result));

    private static void Fail(Decision d, PendingEffect effect, WorkflowError error) =>
        d.Emit(new Fact.EffectFailed(effect.Id, error with { Instance = error.Instance ?? d.Definition.Nodes[effect.Node].Pointer }));

    private static Verdict ClockReached(Decision d)
    {
        var state = d.State;
        while (state.IsSteppable && state.Dues.Count > 0 && state.Dues.Min.Ticks <= d.Now.UtcTicks)
        {
            var due = state.Dues.Min;
            if (!due.IsDeadline)
            {
                d.Emit(new Fact.DueReached(due.Frame));
                continue;
            }

            var frame = state.Frames[due.Frame];
            var isWorkflow = frame.Parent == 0;
            var pointer = isWorkflow ? WorkflowPointer : d.Definition.Nodes[frame.Node].Pointer;
            var what = isWorkflow ? "The workflow" : "The task";
            var error = TaskFault.Of(ErrorTypes.Timeout, $"{what} did not end within its timeout.", pointer).Error;
            d.Emit(new Fact.TimedOut(frame.Id, error));

            // At once: what is due later, inside it, must not go on as if it had been in time.
            Faults.Propagate(d, frame);
        }

        return Verdict.Taken;
    }

    private static Verdict EventsOffered(Decision d, Stimulus.EventsOffered offered)
    {
        if (!d.State.IsSteppable)
        {
            return Verdict.Stale;
        }

        var waiting = d.State.Frames.Values
            .Where(frame => frame is { Phase: FramePhase.Listening, Inbox.Satisfied: false } && offered.Frames.Contains(frame.Id))
            .OrderBy(frame => frame.Id).ToArray();
        foreach (var frame in waiting)
        {
            try
            {
                ListenSteps.Offer(d, frame, offered.Events, offered.Through);
            }
            catch (TaskFault fault)
            {
                d.Emit(new Fact.Raised(frame.Id, fault.Error));
            }
        }

        return waiting.Length == 0 ? Verdict.Stale : Verdict.Taken;
    }

    private static Verdict Cancel(Decision d, Stimulus.Cancel cancel)
    {
        if (d.State.Final is { } status)
        {
            return Verdict.Conflict("instance-ended", $"The instance has ended: it is {status.Word()}.");
        }

        var givesUp = !cancel.Compensate && d.State.Compensation == CompensationStatus.Running;
        if (d.State.CancelReason is null || givesUp)
        {
            d.Emit(new Fact.Cancelling(cancel.Reason, cancel.Compensate));
        }

        return Verdict.Taken;
    }

    private static Verdict Suspend(Decision d, string? reason)
    {
        if (d.State.Final is { } status)
        {
            return Verdict.Conflict("instance-ended", $"The instance has ended: it is {status.Word()}.");
        }

        if (d.State.SuspendedAt is null)
        {
            d.Emit(new Fact.Suspended(reason));
        }

        return Verdict.Taken;
    }

    private static Verdict Resume(Decision d)
    {
        if (d.State.SuspendedAt is not { } since || d.State.Final is not null)
        {
            return Verdict.Conflict("not-suspended", $"The instance is not suspended: it is {d.State.Status.Word()}.");
        }

        d.Emit(new Fact.Resumed(d.Now - since));
        return Verdict.Taken;
    }
}
