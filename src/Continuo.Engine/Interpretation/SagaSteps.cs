using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>Undoes the completed tasks of a scope that an error (or a cancel) ended, newest first.</summary>
internal static class SagaSteps
{
    /// <summary>Retries of an undo whose own tasks do not catch: with these delays an undo is tried for about ten minutes.</summary>
    private const int Retries = 15;

    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMinutes(1);

    public static void Step(Decision d, Frame scope)
    {
        if (d.State.Compensation == CompensationStatus.Failed)
        {
            Finish(d, scope);
        }
        else if (scope.Undo is { Count: > 0 } entries)
        {
            d.Emit(new Fact.Undoing(scope.Id, ((TaskNode)d.Definition.Nodes[entries[^1].Node]).Compensate!.Index));
        }
        else
        {
            Finish(d, scope);
        }
    }

    public static void UndoFailed(Decision d, Frame undo, Frame scope, WorkflowError error)
    {
        if (undo.Attempt < Retries)
        {
            var delay = TimeSpan.FromSeconds(Math.Pow(2, undo.Attempt));
            d.Emit(new Fact.UndoRetrying(undo.Id, d.After(delay < s_longestDelay ? delay : s_longestDelay)));
            return;
        }

        var task = d.Definition.Nodes[scope.Undo![^1].Node].Pointer;
        d.Emit(new Fact.UndoFailed(scope.Id, $"'{task}' could not be undone after {Retries} retries: {error.Title}: {error.Detail}. Mend the cause and retry the instance, or finish by hand."));
    }

    private static void Finish(Decision d, Frame scope)
    {
        var state = d.State;
        d.Emit(state.CancelReason is not null
            ? new Fact.Finished(InstanceStatus.Cancelled, null, null)
            : new Fact.Finished(InstanceStatus.Faulted, null, scope.Caught));
    }
}
