using Continuo.Workflows.Documents;

namespace Continuo.Workflows.Lint;

/// <summary>Where the flow can go after a task.</summary>
internal static class TaskFlow
{
    /// <summary>Out of the list, to whatever follows it.</summary>
    public const int Leaves = -1;

    /// <summary>The places in its list, and <see cref="Leaves"/>; empty when the flow always ends there.</summary>
    public static IEnumerable<int> After(TaskNode task) => Targets(task).Where(target => target.Kind != FlowKind.End).Select(target => Place(task, target)).Distinct();

    private static IEnumerable<FlowTarget> Targets(TaskNode task)
    {
        // One that is skipped follows its own 'then'.
        switch (task)
        {
            case RaiseTask:
                return task.If is null ? [] : [task.Then];
            case SwitchTask choice:
                var cases = choice.Cases.Select(option => option.Then);
                return task.If is null && choice.Cases.Any(option => option.When is null) ? cases : cases.Append(task.Then);
            case TryTask { Catch.Then: { } caught }:
                return [task.Then, caught];
            default:
                return [task.Then];
        }
    }

    private static int Place(TaskNode task, FlowTarget target) => target.Kind switch
    {
        FlowKind.Jump => target.Ordinal,
        FlowKind.Continue when task.Ordinal + 1 < task.List.Tasks.Length => task.Ordinal + 1,
        _ => Leaves,
    };
}
