using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Extensions: a frame around the extended task, which runs what comes before, the task, and what comes after.</summary>
/// <remarks>
/// Which of them apply is decided once, when the task is entered, and recorded as the list of what to run: <see cref="Frame.Items"/> holds the
/// nodes (lists of tasks, and the task itself), <see cref="Frame.Pc"/> is the place in it.
/// </remarks>
internal static class ExtensionSteps
{
    /// <summary>What is run for the task; null when no extension applies.</summary>
    public static JsonArray? PlanFor(Decision d, Frame list, TaskNode task, JsonValue raw, JsonValue input)
    {
        if (task.Extensions.IsEmpty || IsInExtension(d, list))
        {
            return null;
        }

        var applying = task.Extensions.Where(extension => Applies(d, list, task, extension, raw, input)).ToList();
        var plan = new List<JsonValue>();
        plan.AddRange(applying.Where(extension => extension.Before is not null).Select(extension => (JsonValue)extension.Before!.Index));
        plan.Add(task.Index);
        plan.AddRange(Enumerable.Reverse(applying).Where(extension => extension.After is not null).Select(extension => (JsonValue)extension.After!.Index));
        return plan.Count == 1 ? null : JsonArray.Own([.. plan]);
    }

    public static void Step(Decision d, Frame frame)
    {
        var task = (TaskNode)d.Definition.Nodes[frame.Node];
        if (frame.Pc >= frame.Items.Array.Count)
        {
            d.Emit(new Fact.Closed(frame.Id, null, null, frame.Next ?? TaskEntry.Target(d, d.State.ParentOf(frame)!, task.Then)));
            return;
        }

        var node = (int)frame.Items.Array[frame.Pc].Number;
        if (node == frame.Node)
        {
            TaskEntry.Begin(d, frame, task, frame.Raw, frame.In, null);
        }
        else
        {
            d.Emit(new Fact.Opened(frame.Id, node, FrameKind.List, -1, null, null, frame.Val));
        }
    }

    /// <summary>The tasks of an extension have ended. After an exit before the task their output is that of the task, which does not run.</summary>
    public static void EndList(Decision d, Frame list, Frame frame)
    {
        if (!IsBefore(frame) || list.Pc != int.MaxValue)
        {
            d.Emit(new Fact.Closed(list.Id, null, null, FlowTarget.Next));
            return;
        }

        var task = (TaskNode)d.Definition.Nodes[frame.Node];
        var (output, context) = TaskEntry.Leave(d, frame, task, frame.Raw, frame.In, list.Val, frame.Since);
        d.Emit(new Fact.Closed(list.Id, output, context, new FlowTarget(FlowKind.Exit)));
    }

    /// <summary>Whether the extended task itself is still to be run.</summary>
    public static bool IsBefore(Frame frame) => frame.Items.Array.Span[frame.Pc..].ToArray().Any(node => (int)node.Number == frame.Node);

    /// <summary>The frame whose extension runs <paramref name="list"/>, within the same function; null when none does.</summary>
    public static Frame? Around(InstanceState state, Frame? list)
    {
        for (var at = list; at is not null && state.ParentOf(at) is { } parent; at = parent)
        {
            if (parent.Kind == FrameKind.Call)
            {
                return null;
            }

            if (parent.Kind == FrameKind.Extended && at.Node != parent.Node)
            {
                return parent;
            }
        }

        return null;
    }

    private static bool Applies(Decision d, Frame list, TaskNode task, TaskExtension extension, JsonValue raw, JsonValue input)
    {
        if (extension.When is null)
        {
            return true;
        }

        var scope = d.Scope(list, task, raw);
        scope.Input = Decision.InputOf(list, input);
        scope.ShowsDefinition = true;
        return d.Evaluate(extension.When, input, scope, task.Pointer).IsTruthy;
    }

    /// <summary>Also through the functions that it calls: otherwise an extension of calls that calls a function would extend itself without an end.</summary>
    private static bool IsInExtension(Decision d, Frame list)
    {
        for (var at = list; d.State.ParentOf(at) is { } parent; at = parent)
        {
            if (parent.Kind == FrameKind.Extended && at.Node != parent.Node)
            {
                return true;
            }
        }

        return false;
    }
}
