using System.Globalization;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Errors, sagas and the ends of an instance.</summary>
internal static partial class Fold
{
    private static void Catch(InstanceState state, Fact.Caught f)
    {
        var frame = state.Frames[f.Frame];
        KeepUndoOf(state, frame);
        RemoveBelow(state, frame);
        frame.Caught = f.Error;
        frame.Phase = FramePhase.Caught;
        MakeReady(state, frame);
    }

    private static void Retry(InstanceState state, Fact.Retrying f)
    {
        var frame = state.Frames[f.Frame];
        frame.Attempt++;
        frame.Val = frame.In;
        Wait(state, frame, f.Due);
    }

    private static void Rethrow(InstanceState state, Fact.Rethrown f)
    {
        var frame = state.Frames[f.Frame];
        frame.Resume = FramePhase.Running;
        frame.Phase = FramePhase.Failed;
        frame.Error = frame.Caught;
        frame.Caught = null;
        frame.Val = frame.In;
        MakeReady(state, frame);
    }

    /// <summary>The scope that a frame's completed tasks belong to: the nearest try whose body (not whose handler) it is in, else the workflow.</summary>
    internal static Frame ScopeOf(InstanceState state, Frame frame)
    {
        while (state.ParentOf(frame) is { } parent)
        {
            if (parent.Kind == FrameKind.Try && parent.Phase == FramePhase.Running)
            {
                return parent;
            }

            frame = parent;
        }

        return frame;
    }

    private static void AddUndo(InstanceState state, Fact.Undoable f) =>
        (state.Frames[f.Scope].Undo ??= []).Add(new UndoEntry(++state.UndoSeq, f.Node, f.Path, f.Generation, f.In, f.Out, f.Variables));

    /// <summary>A scope that closes well hands its list to the enclosing one.</summary>
    private static void HandUndoOver(InstanceState state, Frame frame)
    {
        if (frame.Undo is { Count: > 0 } && frame.Parent != 0)
        {
            Merge(ScopeOf(state, frame), frame);
        }
    }

    /// <summary>Before a subtree goes: the lists of the scopes in it go to the top.</summary>
    private static void KeepUndoOf(InstanceState state, Frame top)
    {
        foreach (var frame in Below(state, top))
        {
            Merge(top, frame);
        }
    }

    private static void Merge(Frame into, Frame from)
    {
        if (from.Undo is { Count: > 0 } entries)
        {
            into.Undo = [.. (into.Undo ?? []).Concat(entries).OrderBy(entry => entry.Seq)];
            from.Undo = null;
        }
    }

    private static void Compensate(InstanceState state, Fact.Compensating f)
    {
        var root = state.RootFrame;
        KeepUndoOf(state, root);
        RemoveBelow(state, root);
        SetDeadline(state, root, null);
        root.Caught = f.Error;
        root.Phase = FramePhase.Caught;
        MakeReady(state, root);
    }

    private static void Undo(InstanceState state, Fact.Undoing f)
    {
        var scope = state.Frames[f.Scope];
        var entry = scope.Undo![^1];
        var frame = new Frame
        {
            Node = f.CompensateNode,
            Kind = FrameKind.Undo,
            Path = entry.Path,
            Generation = entry.Generation,
            Raw = entry.Out,
            In = entry.Out,
            Val = entry.Out,
            UndoInput = entry.In,
        };
        scope.Phase = FramePhase.Undoing;
        state.Compensation = CompensationStatus.Running;
        Unready(state, scope);
        Add(state, frame, scope);
        state.Ready.Add(frame.Id);
    }

    private static void Undone(InstanceState state, Fact.Undone f)
    {
        var scope = state.Frames[f.Scope];
        var entry = scope.Undo![^1];
        scope.Undo.RemoveAt(scope.Undo.Count - 1);
        RemoveBelow(state, scope);
        Regenerate(state, entry);
        scope.Phase = FramePhase.Caught;
        state.Compensation = scope.Undo.Count == 0 ? CompensationStatus.Completed : CompensationStatus.Running;
        MakeReady(state, scope);
    }

    /// <summary>Only the newest generation of an activation is kept, however often it was undone.</summary>
    private static void Regenerate(InstanceState state, UndoEntry entry)
    {
        var (key, next) = ((entry.Node, entry.Path, entry.Generation), ++state.Generations);
        if (int.TryParse(entry.Generation, NumberStyles.None, CultureInfo.InvariantCulture, out var undone) && undone > 0)
        {
            // What is undone now was a later generation itself: whoever enters it is led there by the first one.
            foreach (var (first, newest) in state.Regenerated)
            {
                if (newest == undone && (first.Node, first.Path) == (entry.Node, entry.Path))
                {
                    key = first;
                    break;
                }
            }
        }

        state.Regenerated[key] = next;
    }

    private static void RetryUndo(InstanceState state, Fact.UndoRetrying f)
    {
        var frame = state.Frames[f.Frame];
        RemoveBelow(state, frame);
        frame.Attempt++;
        frame.Generation = FirstGeneration(frame);
        frame.Passes = 0;
        frame.Pc = 0;
        frame.Val = frame.In;
        Wait(state, frame, f.Due);
    }

    private static void FailUndo(InstanceState state, Fact.UndoFailed f)
    {
        var scope = state.Frames[f.Scope];
        RemoveBelow(state, scope);
        state.Compensation = CompensationStatus.Failed;
        state.Incident = f.Incident;
        scope.Phase = FramePhase.Caught;
        MakeReady(state, scope);
    }

    private static void Resume(InstanceState state, TimeSpan shift)
    {
        (state.SuspendedAt, state.SuspendReason) = (null, null);
        Shift(state, shift);
        foreach (var frame in state.Frames.Values.OrderBy(frame => frame.Id))
        {
            // Events that were offered meanwhile were not taken: they must be offered again.
            if (frame.Phase == FramePhase.Listening && frame.Inbox is { Satisfied: false })
            {
                state.NewListeners.Add(frame.Id);
            }
        }
    }

    private static void Cancel(InstanceState state, Fact.Cancelling f)
    {
        state.CancelReason = f.Reason;
        (state.SuspendedAt, state.SuspendReason) = (null, null);
        state.StuckReason = null;
        var root = state.RootFrame;
        KeepUndoOf(state, root);
        RemoveBelow(state, root);
        SetDeadline(state, root, null);
        root.Undo = f.Compensate ? root.Undo : null;
        root.Phase = FramePhase.Caught;
        MakeReady(state, root);
    }

    private static void Finish(InstanceState state, Fact.Finished f)
    {
        state.Final = f.Status;
        state.FinishedAt = state.Now;
        state.Error = f.Error;
        var root = state.RootFrame;
        if (f.Status == InstanceStatus.Completed)
        {
            state.Output = f.Output ?? root.Val;
        }

        var isUncaught = f.Status == InstanceStatus.Faulted && root.Phase != FramePhase.Caught;
        if (isUncaught || state.Compensation == CompensationStatus.Failed)
        {
            Freeze(state);
        }
        else
        {
            RemoveBelow(state, root);
            Remove(state, root);
        }

        if (state.Compensation == CompensationStatus.Running)
        {
            // Given up on the way: by a cancel that does not compensate, or because the flow went on without the branch that it ran in.
            state.Compensation = f.Status == InstanceStatus.Completed ? CompensationStatus.Completed : CompensationStatus.Failed;
        }

        if (state.Parent is not null)
        {
            OweNotice(state, f);
        }
    }

    private static void OweNotice(InstanceState state, Fact.Finished f)
    {
        var notice = new JsonObject.Builder().Set("status", f.Status.Word()).Set("output", state.Output);
        var error = f.Status == InstanceStatus.Cancelled
            ? new WorkflowError(ErrorTypes.Runtime.Uri, ErrorTypes.Runtime.Status, "Cancelled", $"Workflow instance '{state.Id}' was cancelled: {state.CancelReason}")
            : f.Error;
        if (error is not null)
        {
            notice.Set("error", error.ToJson());
        }

        Owe(state, EffectKind.NotifyParent, notice.Build());
    }

    /// <summary>The frames of an uncaught fault (or of an undo that failed for good) stay, for a retry; what they were waiting for does not.</summary>
    private static void Freeze(InstanceState state)
    {
        foreach (var frame in state.Frames.Values.OrderBy(frame => frame.Id))
        {
            GiveUpEffect(state, frame);
            if (frame.Phase == FramePhase.Requested)
            {
                frame.Phase = frame.Resume;
            }

            EndListening(state, frame);
        }

        state.Ready.Clear();
    }
}
