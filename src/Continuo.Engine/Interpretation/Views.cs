using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>States as people see them.</summary>
internal static class Views
{
    public static InstanceView Of(InstanceState state, WorkflowDefinition definition) => new()
    {
        Id = state.Id,
        Workflow = state.Workflow,
        Version = state.Version,
        Hash = state.Definition,
        Status = state.Status,
        Compensation = state.Compensation,
        Input = state.Input,
        Output = state.Output,
        Error = state.Error,
        Incident = state.StuckReason ?? state.Incident,
        Labels = state.Labels,
        CreatedAt = state.CreatedAt,
        FinishedAt = state.FinishedAt,
        MigratedFrom = state.Lineage is { Steps: [.., var last] } ? last.Definition : null,
        Tasks = [.. state.Frames.Values
            .Where(frame => frame.Parent != 0 && definition.Nodes[frame.Node] is TaskNode || frame is { Phase: FramePhase.Failed })
            .Where(frame => state.ParentOf(frame) is not { Kind: FrameKind.Extended } extended || extended.Node != frame.Node || frame.Phase == FramePhase.Failed)
            .OrderBy(frame => frame.Id)
            .Select(frame => new TaskView(PointerOf(state, definition, frame), frame.Path, Word(frame), AttemptOf(state, frame), frame.Since))],
    };

    private static string PointerOf(InstanceState state, WorkflowDefinition definition, Frame frame) =>
        // A task that fails before it has a frame fails its list; the error says which.
        frame is { Phase: FramePhase.Failed, Error.Instance: { } instance } && definition.Nodes[frame.Node] is ListNode ? instance : definition.Nodes[frame.Node].Pointer;

    private static string Word(Frame frame) => frame.Phase switch
    {
        FramePhase.Failed => "faulted",
        FramePhase.Waiting when frame.Kind is FrameKind.Try or FrameKind.Undo => "retrying",
        FramePhase.Waiting or FramePhase.Listening => "waiting",
        FramePhase.Undoing => "compensating",
        _ => "running",
    };

    private static int AttemptOf(InstanceState state, Frame frame)
    {
        for (var at = frame; at is not null; at = state.ParentOf(at))
        {
            if (at.Kind is FrameKind.Try or FrameKind.Undo)
            {
                return at.Attempt + 1;
            }
        }

        return 1;
    }
}
