using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>Where an error goes: outwards from the frame that failed to whoever catches it.</summary>
internal static class Faults
{
    public static void Propagate(Decision d, Frame failed)
    {
        var error = failed.Error!;
        var at = failed;
        while (d.State.ParentOf(at) is { } parent)
        {
            if (at.Kind == FrameKind.Undo)
            {
                SagaSteps.UndoFailed(d, at, parent, error);
                return;
            }

            if (at.Kind == FrameKind.Branch && ((ForkTask)d.Definition.Nodes[parent.Node]).Compete)
            {
                d.Emit(new Fact.Lost(parent.Id, at.Id, error));
                return;
            }

            if (parent is { Kind: FrameKind.Try, Phase: FramePhase.Running } && Catches(d, parent, ref error))
            {
                d.Emit(new Fact.Caught(parent.Id, error));
                return;
            }

            at = parent;
        }

        Uncaught(d, error);
    }

    /// <summary>Nobody catches it: what was done is undone, and the workflow faults.</summary>
    public static void Uncaught(Decision d, WorkflowError error)
    {
        foreach (var frame in d.State.Frames.Values)
        {
            if (frame.Undo is { Count: > 0 })
            {
                d.Emit(new Fact.Compensating(error));
                return;
            }
        }

        d.Emit(new Fact.Finished(InstanceStatus.Faulted, null, error));
    }

    /// <summary>A condition of a catch that fails replaces the error and does not catch it.</summary>
    private static bool Catches(Decision d, Frame frame, ref WorkflowError error)
    {
        try
        {
            return TrySteps.Catches(d, frame, error);
        }
        catch (TaskFault fault)
        {
            error = fault.Error;
            return false;
        }
    }
}
