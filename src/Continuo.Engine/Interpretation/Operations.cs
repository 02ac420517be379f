using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Beginning, and beginning again after a fault.</summary>
internal static class Operations
{
    /// <summary>The transformed input of the workflow; null when it has no <c>input.from</c>.</summary>
    public static JsonValue? InputOf(Decision d, JsonValue raw) =>
        d.Definition.InputFrom is { } from ? d.Evaluate(from, raw, d.Scope(null, null, raw), "/input") : default(JsonValue?);

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

        if (state.Final != InstanceStatus.Faulted && state.Compensation != CompensationStatus.Failed)
        {
            return Verdict.Conflict("not-faulted", $"Only a faulted or stuck instance can be retried; this one is {state.Status.Word()}.");
        }

        try
        {
            if (state.Frames.Count == 0)
            {
                d.Emit(new Fact.Restarted(d.Definition.Root.Index, patchedInput, InputOf(d, state.Input), DeadlineOf(d, state.Input)));
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

            var timeout = frame.Parent == 0 ? d.Definition.Timeout : (d.Definition.Nodes[frame.Node] as TaskNode)?.Timeout;
            if (timeout is not null)
            {
                deadlines.Add(new(frame.Id, d.After(d.Evaluate(timeout, frame.Raw, d.Scope(d.State.ParentOf(frame), d.Definition.Nodes[frame.Node] as TaskNode, frame.Raw), "/timeout"))));
            }
        }

        return deadlines.ToImmutable();
    }
}
