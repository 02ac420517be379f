using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>Branches side by side.</summary>
internal static class ForkSteps
{
    public static void Step(Decision d, Frame frame)
    {
        var fork = (ForkTask)d.Definition.Nodes[frame.Node];
        if (frame.Phase == FramePhase.Done)
        {
            TaskEntry.Close(d, frame);
            return;
        }

        var count = fork.Branches.Tasks.Length;
        if (d.State.Frames.Count + count > d.Limits.Frames)
        {
            throw TaskFault.Of(ErrorTypes.Runtime, $"{count} branches would make more than {d.Limits.Frames} tasks at once (limit Frames).", fork.Pointer);
        }

        d.Emit(new Fact.Forked(frame.Id, fork.Branches.Index, count));
    }
}
