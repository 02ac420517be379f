using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Try: body, then on an error undo, retry, handle or raise, in this order.</summary>
internal static class TrySteps
{
    public static void Step(Decision d, Frame frame)
    {
        var task = (TryTask)d.Definition.Nodes[frame.Node];
        switch (frame.Phase)
        {
            case FramePhase.Running:
                d.Emit(new Fact.Opened(frame.Id, task.Body.Index, FrameKind.List, -1, null, AttemptDeadline(d, frame, task)));
                break;
            case FramePhase.Caught when frame.Undo is { Count: > 0 } || d.State.Compensation == CompensationStatus.Failed:
                SagaSteps.Step(d, frame);
                break;
            case FramePhase.Caught:
                RetryOrHandle(d, frame, task);
                break;
            case FramePhase.Handling when task.Catch.Do is { } handler:
                d.Emit(new Fact.Opened(frame.Id, handler.Index, FrameKind.List, -1, null, null));
                break;
            case FramePhase.Handling:
                TaskEntry.Close(d, frame, task.Catch.Then);
                break;
            case FramePhase.Done:
                TaskEntry.Close(d, frame, frame.Caught is null ? null : task.Catch.Then);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Whether the try catches an error of its body.</summary>
    public static bool Catches(Decision d, Frame frame, WorkflowError error)
    {
        var task = (TryTask)d.Definition.Nodes[frame.Node];
        var clause = task.Catch;
        var value = error.ToJson();
        foreach (var (name, template) in clause.With)
        {
            var expected = d.Evaluate(template, value, ErrorScope(d, frame, clause, value), task.Pointer);
            var actual = value[name];
            var isSame = name == "type" && expected.IsString && actual.IsString
                ? ErrorTypes.Normalize(expected.String) == ErrorTypes.Normalize(actual.String)
                : expected == actual;
            if (!isSame)
            {
                return false;
            }
        }

        return Holds(d, frame, task, clause.When, value, otherwise: true) && !Holds(d, frame, task, clause.ExceptWhen, value, otherwise: false);
    }

    private static void RetryOrHandle(Decision d, Frame frame, TryTask task)
    {
        var clause = task.Catch;
        if (clause.Retry is { } policy && NextAttempt(d, frame, task, policy) is { } due)
        {
            d.WaitUntil(frame, due, at => new Fact.Retrying(frame.Id, at));
        }
        else if (clause.Retry is not null && clause.Do is null && clause.Then is null)
        {
            d.Emit(new Fact.Rethrown(frame.Id));
        }
        else
        {
            d.Emit(new Fact.Handling(frame.Id));
        }
    }

    private static DateTimeOffset? NextAttempt(Decision d, Frame frame, TryTask task, RetryPolicy policy)
    {
        var error = frame.Caught!.ToJson();
        if (policy.Count is { } count && frame.Attempt >= count)
        {
            return null;
        }

        if (!Holds(d, frame, task, policy.When, error, otherwise: true) || Holds(d, frame, task, policy.ExceptWhen, error, otherwise: false))
        {
            return null;
        }

        var scope = ErrorScope(d, frame, task.Catch, error);
        var delay = policy.Delay is null ? TimeSpan.Zero : d.Evaluate(policy.Delay, frame.In, scope, task.Pointer);
        var factor = policy.Backoff switch
        {
            Backoff.Linear => frame.Attempt + 1.0,
            Backoff.Exponential => Math.Pow(2, Math.Min(frame.Attempt, 60)),
            _ => 1.0,
        };
        var wait = TimeSpan.FromTicks((long)Math.Min(delay.Ticks * factor, IsoDuration.Longest.Ticks)) + Jitter(d, frame, task, policy, scope);
        var due = d.After(wait);
        return policy.Duration is { } total && due > frame.FirstAttempt + d.Evaluate(total, frame.In, scope, task.Pointer) ? null : due;
    }

    private static TimeSpan Jitter(Decision d, Frame frame, TryTask task, RetryPolicy policy, ExpressionScope scope)
    {
        if (policy.JitterFrom is null || policy.JitterTo is null)
        {
            return TimeSpan.Zero;
        }

        var from = d.Evaluate(policy.JitterFrom, frame.In, scope, task.Pointer);
        var to = d.Evaluate(policy.JitterTo, frame.In, scope, task.Pointer);
        return from + ((to - from) * d.Ambient.NextDouble());
    }

    public static DateTimeOffset? AttemptDeadline(Decision d, Frame frame, TryTask task) =>
        task.Catch.Retry?.AttemptDuration is { } duration ? d.After(d.Evaluate(duration, frame.In, d.BodyScope(frame), task.Pointer)) : null;

    private static bool Holds(Decision d, Frame frame, TryTask task, RuntimeExpression? condition, JsonValue error, bool otherwise) =>
        condition is null ? otherwise : d.Evaluate(condition, error, ErrorScope(d, frame, task.Catch, error), task.Pointer).IsTruthy;

    private static ExpressionScope ErrorScope(Decision d, Frame frame, CatchClause clause, JsonValue error)
    {
        var scope = d.BodyScope(frame);
        scope.Extra = (clause.As, error);
        return scope;
    }
}
