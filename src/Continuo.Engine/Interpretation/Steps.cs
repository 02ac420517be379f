using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>Steps what is ready until nothing is left or the turn's budget ends, and hands out what the facts ask for.</summary>
internal static class Steps
{
    /// <summary>A power of two, less one.</summary>
    private const int StepsPerLook = 15;

    public static void Run(Decision d)
    {
        var (state, turn) = (d.State, d.Turn);
        turn.Yielded = false;
        while (state.IsReady)
        {
            if (turn.Steps >= d.Limits.StepsPerTurn || turn.IsFull(d.Limits) || d.Breaker.IsLong)
            {
                turn.Yielded = true;
                break;
            }

            if ((++turn.Steps & StepsPerLook) == 0)
            {
                d.Breaker.Look(d.Definition.Nodes[state.Frames[state.Ready[^1]].Node].Pointer);
            }

            if (++state.StepsWithoutOutside > d.Limits.StepsWithoutOutside)
            {
                EndRunaway(d);
                break;
            }

            StepTop(d);
        }

        HandOut(d);
    }

    private static void StepTop(Decision d)
    {
        var frame = d.State.Frames[d.State.Ready[^1]];
        var facts = d.Turn.Facts.Count;
        try
        {
            CheckSize(d, frame);
            Step(d, frame);
        }
        catch (TaskFault fault)
        {
            d.Emit(new Fact.Raised(frame.Id, fault.Error));
        }

        if (d.Turn.Facts.Count == facts)
        {
            throw new InvalidOperationException($"A step of frame {frame.Id} ({frame.Kind}, {frame.Phase}) at '{d.Definition.Nodes[frame.Node].Pointer}' decided nothing.");
        }
    }

    private static void Step(Decision d, Frame frame)
    {
        if (frame.Phase == FramePhase.Failed)
        {
            Faults.Propagate(d, frame);
            return;
        }

        if (frame.Parent == 0 && frame.Phase == FramePhase.Caught)
        {
            SagaSteps.Step(d, frame);
            return;
        }

        switch (frame.Kind)
        {
            case FrameKind.List or FrameKind.Branch or FrameKind.Undo: ListSteps.Step(d, frame); break;
            case FrameKind.Loop: ListSteps.StepLoop(d, frame); break;
            case FrameKind.Fork: ForkSteps.Step(d, frame); break;
            case FrameKind.Try: TrySteps.Step(d, frame); break;
            case FrameKind.Listen: ListenSteps.Step(d, frame); break;
            case FrameKind.Subscription: SubscriptionSteps.Step(d, frame); break;
            case FrameKind.Leaf: LeafSteps.Step(d, frame); break;
            case FrameKind.Call: CallSteps.Step(d, frame); break;
            case FrameKind.Extended: ExtensionSteps.Step(d, frame); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The size is measured only after as many bytes of facts, so that a large state costs no measuring at each step.</summary>
    private static void CheckSize(Decision d, Frame frame)
    {
        if (d.State.FoldedBytes <= d.Limits.StateBytes || frame.Phase is FramePhase.Failed or FramePhase.Caught)
        {
            return;
        }

        var size = StateCodec.Measure(d.State);
        d.State.FoldedBytes = size / 2;
        if (size > d.Limits.StateBytes)
        {
            throw TaskFault.Of(ErrorTypes.Runtime, $"The instance's state is {size} bytes; {d.Limits.StateBytes} are possible (limit StateBytes).", d.Definition.Nodes[frame.Node].Pointer);
        }
    }

    private static void EndRunaway(Decision d)
    {
        // What has to be undone now has its own steps.
        d.State.StepsWithoutOutside = 0;
        Faults.Uncaught(d, TaskFault.Of(
            ErrorTypes.Runtime,
            $"{d.Limits.StepsWithoutOutside} steps without an effect, a timer or an event (limit StepsWithoutOutside): is there a loop without an end?",
            d.Definition.Nodes[d.State.Frames[d.State.Ready[^1]].Node].Pointer).Error);
    }

    private static void HandOut(Decision d)
    {
        var (state, turn) = (d.State, d.Turn);
        var left = 0;
        for (var i = 0; i < state.Unissued.Count; i++)
        {
            var id = state.Unissued[i];
            if (!state.Effects.TryGetValue(id, out var effect) || effect.Issued)
            {
                continue;
            }

            if (effect.Once && !effect.Attempted)
            {
                if (turn.FreeSlots <= 0)
                {
                    state.Unissued[left++] = id;
                    continue;
                }

                d.Emit(new Fact.Attempted(id));
            }

            turn.FreeSlots--;
            effect.Issued = true;
            turn.Issued.Add(id);
        }

        state.Unissued.RemoveRange(left, state.Unissued.Count - left);
        turn.Abandoned.AddRange(state.Dropped);
        state.Dropped.Clear();
        HandOutListeners(state, d.Definition, turn);
    }

    /// <summary>Several stimuli may share a turn: what an earlier one added may have ended, and what it ended may listen again.</summary>
    private static void HandOutListeners(InstanceState state, WorkflowDefinition definition, Turn turn)
    {
        foreach (var id in state.EndedListeners)
        {
            turn.SubscriptionsAdded.RemoveAll(added => added.Frame == id);
            turn.SubscriptionsEnded.Add(id);
        }

        foreach (var id in state.NewListeners)
        {
            if (state.Final is null && state.Frames.TryGetValue(id, out var frame) && frame is { Phase: FramePhase.Listening, Inbox.Satisfied: false })
            {
                turn.SubscriptionsEnded.RemoveAll(ended => ended == id);
                turn.SubscriptionsAdded.RemoveAll(added => added.Frame == id);
                turn.SubscriptionsAdded.Add(state.SubscriptionOf(frame) with { Pokes = ListenerPokes.Of((ListenTask)definition.Nodes[frame.Node], frame.Inbox) });
            }
        }

        state.EndedListeners.Clear();
        state.NewListeners.Clear();
    }
}
