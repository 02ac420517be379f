using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>What an operator's retry does with the frames that a fault left.</summary>
internal static partial class Fold
{
    private static void GoOn(InstanceState state, Fact.Retried f)
    {
        Reopen(state);
        state.Compensation = state.Compensation == CompensationStatus.Failed ? CompensationStatus.Running : state.Compensation;
        Shift(state, f.Shift);
        foreach (var (id, deadline) in f.Deadlines)
        {
            SetDeadline(state, state.Frames[id], deadline);
        }

        foreach (var frame in state.Frames.Values.OrderBy(frame => frame.Id))
        {
            if (frame.Phase == FramePhase.Failed)
            {
                GoOn(state, frame, f.PatchedInput);
            }

            if (WaitsForEvents(state, frame))
            {
                continue;
            }

            if (frame.Children == 0 && frame.Phase != FramePhase.Waiting)
            {
                state.Ready.Add(frame.Id);
            }
        }
    }

    private static void GoOn(InstanceState state, Frame frame, JsonValue? patch)
    {
        frame.Phase = frame.Resume;
        frame.Error = null;
        if (frame.Phase == FramePhase.Running && frame.Children == 0)
        {
            // It begins again: with all its retries, and without the losers of last time.
            frame.Attempt = 0;
            frame.FirstAttempt = state.Now;
            frame.Caught = null;
        }

        if (patch is { } input && frame.Children == 0)
        {
            Patch(frame, input);
        }
    }

    /// <summary>Gives the failed task its new input. A task that fails before it has a frame fails its list, whose value is then the task's input.</summary>
    private static void Patch(Frame frame, JsonValue input)
    {
        var isList = frame.Kind is FrameKind.List or FrameKind.Branch or FrameKind.Undo;
        if (frame.Kind == FrameKind.Extended)
        {
            // Its own step fails only where a task without a frame runs.
            if (frame.Pc < frame.Items.Array.Count && frame.Items.Array[frame.Pc].Number == frame.Node)
            {
                frame.In = frame.Val = input;
            }

            return;
        }

        var isInLoop = frame.Kind == FrameKind.Loop && frame.Items.IsArray;
        if (!isList && !(isInLoop && frame.Pc < frame.Items.Array.Count))
        {
            frame.In = input;
        }

        if (frame.Kind == FrameKind.Subscription && frame.Items.IsArray)
        {
            // Its value is what came of the messages so far.
            return;
        }

        if (frame.Phase is FramePhase.Running or FramePhase.Caught && !(isInLoop && frame.Pc >= frame.Items.Array.Count))
        {
            frame.Val = input;
        }
    }

    /// <summary>A listener is offered events again; it is stepped only when some that it took are not processed.</summary>
    private static bool WaitsForEvents(InstanceState state, Frame frame)
    {
        if (frame.Phase != FramePhase.Listening || frame.Inbox is not { Satisfied: false } inbox)
        {
            return false;
        }

        state.NewListeners.Add(frame.Id);
        return !inbox.Queues || frame.Pc >= frame.Items.Array.Count;
    }

    private static void Restart(InstanceState state, Fact.Restarted f)
    {
        Reopen(state);
        state.Compensation = CompensationStatus.None;
        state.Context = JsonValue.EmptyObject;
        if (state.Frames.TryGetValue(InstanceState.Root, out var root))
        {
            Remove(state, root);
        }

        var raw = f.PatchedInput ?? state.Input;
        OpenRoot(state, f.RootNode, raw, f.In ?? raw, f.Deadline);
    }

    private static void Reopen(InstanceState state)
    {
        state.Final = null;
        state.FinishedAt = null;
        state.Error = null;
        state.Incident = null;
    }
}
