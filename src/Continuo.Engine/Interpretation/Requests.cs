using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>Pending effects as requests.</summary>
internal static class Requests
{
    public static EffectRequest Of(InstanceState state, WorkflowDefinition definition, int id)
    {
        var effect = state.Effects[id];
        var isNotice = effect.Frame == 0;
        var pointer = isNotice ? "" : definition.Nodes[effect.Node].Pointer;
        return new EffectRequest(
            effect.Kind,
            effect.Arguments,
            effect.Key ?? KeyOf(state, effect, state.KeyPointerOf(effect.Node, pointer)),
            effect.Attempt + AttemptsBefore(state, effect),
            pointer,
            state.Run,
            DeadlineOf(state, effect),
            state.Depth,
            effect.Kind == EffectKind.NotifyParent ? state.Parent : null)
        {
            Documents = DocumentSteps.RecordedFor(state, effect) ?? definition.Documents,
        };
    }

    /// <summary>The same for transport attempts, recovery, a retry of the language and one of an operator.</summary>
    private static string KeyOf(InstanceState state, PendingEffect effect, string pointer) =>
        effect.Frame == 0
            ? $"{state.Run}/{Words.Of(effect.Kind)}/{effect.Id}"
            : KeyOf(state, pointer, effect.Path, effect.Generation);

    public static string KeyOf(InstanceState state, string pointer, string path, string generation) =>
        $"{state.Run}{pointer}/{(path.Length == 0 ? "-" : path)}/{generation}";

    private static int AttemptsBefore(InstanceState state, PendingEffect effect)
    {
        for (var frame = state.Frames.GetValueOrDefault(effect.Frame); frame is not null; frame = state.ParentOf(frame))
        {
            if (frame.Kind is FrameKind.Try or FrameKind.Undo)
            {
                return frame.Attempt;
            }
        }

        return 0;
    }

    private static DateTimeOffset? DeadlineOf(InstanceState state, PendingEffect effect)
    {
        DateTimeOffset? earliest = null;
        for (var frame = state.Frames.GetValueOrDefault(effect.Frame); frame is not null; frame = state.ParentOf(frame))
        {
            earliest = frame.Deadline is { } own && (earliest is null || own < earliest) ? own : earliest;
        }

        return earliest;
    }
}
