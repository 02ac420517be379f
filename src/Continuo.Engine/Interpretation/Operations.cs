using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Beginning, and beginning again after a fault.</summary>
internal static class Operations
{
    /// <summary>The transformed input of the workflow; null when it has no <c>input.from</c>.</summary>
    public static JsonValue? InputOf(Decision d, JsonValue raw)
    {
        SchemaChecks.Check(d.Definition.InputSchema, raw, "workflow's input", "/input");
        return d.Definition.InputFrom is { } from ? d.Evaluate(from, raw, d.Scope(null, null, raw), "/input") : default(JsonValue?);
    }

    public static DateTimeOffset? DeadlineOf(Decision d, JsonValue raw) =>
        d.Definition.Timeout is { } timeout ? d.After(d.Evaluate(timeout, raw, d.Scope(null, null, raw), "/timeout")) : null;

    public static Verdict Retry(Decision d, JsonValue? patchedInput)
    {
        var state = d.State;
        if (state.StuckReason is not null)
        {
            d.Emit(new Fact.Unstuck());
            return Verdict.Taken;
        }

        var hasToUndo = state.Compensation == CompensationStatus.Failed && state.Frames.Count > 0;
        if (state.Final != InstanceStatus.Faulted && !hasToUndo)
        {
            return Verdict.Conflict("not-faulted", $"Only a faulted or stuck instance can be retried; this one is {state.Status.Word()}.");
        }

        try
        {
            if (state.Depth > d.Limits.Depth)
            {
                return Verdict.Conflict("retry-failed", $"The retry cannot begin: workflows call each other deeper than {d.Limits.Depth} (limit Depth).");
            }

            if (state.Frames.Count == 0 || NeverBegan(state))
            {
                var raw = patchedInput ?? state.Input;
                d.Emit(new Fact.Restarted(d.Definition.Root.Index, patchedInput, InputOf(d, raw), DeadlineOf(d, raw)));
            }
            else
            {
                d.Emit(new Fact.Retried(patchedInput, d.Now - (state.FinishedAt ?? d.Now), NewDeadlines(d)));
            }
        }
        catch (TaskFault fault)
        {
            return Verdict.Conflict("retry-failed", $"The retry cannot begin: {fault.Message}");
        }

        return Verdict.Taken;
    }

    /// <summary>Whether the workflow's own input or timeout failed, before any task.</summary>
    private static bool NeverBegan(InstanceState state) =>
        state.RootFrame is { Phase: FramePhase.Failed, Children: 0, Pc: 0, Error.Instance: "/input" or "/timeout" };

    /// <summary>A task that ran out of time gets its whole time again; the others keep what they had left.</summary>
    private static ImmutableArray<KeyValuePair<int, DateTimeOffset>> NewDeadlines(Decision d)
    {
        var deadlines = ImmutableArray.CreateBuilder<KeyValuePair<int, DateTimeOffset>>();
        foreach (var frame in d.State.Frames.Values.OrderBy(frame => frame.Id))
        {
            if (frame.Phase != FramePhase.Failed || frame.Deadline is not null)
            {
                continue;
            }

            if (NewDeadline(d, frame) is { } deadline)
            {
                deadlines.Add(new(frame.Id, deadline));
            }
        }

        return deadlines.ToImmutable();
    }

    private static DateTimeOffset? NewDeadline(Decision d, Frame frame)
    {
        var parent = d.State.ParentOf(frame);
        var task = d.Definition.Nodes[frame.Node] as TaskNode;
        if (task is null && parent is { Kind: FrameKind.Try, Phase: FramePhase.Running })
        {
            return TrySteps.AttemptDeadline(d, parent, (TryTask)d.Definition.Nodes[parent.Node]);
        }

        if (parent is { Kind: FrameKind.Extended } && parent.Node == frame.Node)
        {
            // The time runs for the task with its extensions.
            return null;
        }

        var timeout = parent is null ? d.Definition.Timeout : task?.Timeout;
        return timeout is null ? null : d.After(d.Evaluate(timeout, frame.Raw, d.Scope(parent, task, frame.Raw), task?.Pointer ?? "/timeout"));
    }
}
