using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Lists (the workflow, do, bodies, handlers, branches, undos) and loops over them.</summary>
internal static class ListSteps
{
    public static void Step(Decision d, Frame frame)
    {
        var node = d.Definition.Nodes[frame.Node];
        var list = node as ListNode ?? ((DoTask)node).Body;
        var hasEnded = frame.Kind == FrameKind.Branch ? frame.Pc != frame.Slot : frame.Pc >= list.Tasks.Length;
        if (!hasEnded)
        {
            TaskEntry.Enter(d, frame, list.Tasks[frame.Pc]);
        }
        else if (frame.Parent == 0)
        {
            Complete(d, frame);
        }
        else if (node is DoTask && frame.Kind == FrameKind.List)
        {
            TaskEntry.Close(d, frame);
        }
        else
        {
            EndBody(d, frame, d.State.Frames[frame.Parent]);
        }
    }

    public static void StepLoop(Decision d, Frame frame)
    {
        var loop = (ForTask)d.Definition.Nodes[frame.Node];
        if (!frame.Items.IsArray)
        {
            var items = d.Evaluate(loop.In, frame.In, d.BodyScope(frame), loop.Pointer);
            if (!items.IsArray)
            {
                throw TaskFault.Of(ErrorTypes.Expression, $"for.in must give an array; it gave {Decision.Cut(items)}.", loop.Pointer);
            }

            d.Emit(new Fact.Items(frame.Id, items));
            return;
        }

        if (frame.Pc < frame.Items.Array.Count && GoesOn(d, frame, loop))
        {
            d.Emit(new Fact.Opened(frame.Id, loop.Body.Index, FrameKind.List, frame.Pc, null, null));
        }
        else
        {
            TaskEntry.Close(d, frame);
        }
    }

    private static bool GoesOn(Decision d, Frame frame, ForTask loop)
    {
        if (loop.While is null)
        {
            return true;
        }

        var scope = d.BodyScope(frame);
        scope.Extra = (loop.Each, frame.Items.Array[frame.Pc]);
        scope.Extra2 = (loop.At, frame.Pc);
        return d.Evaluate(loop.While, frame.Val, scope, loop.Pointer).IsTruthy;
    }

    private static void EndBody(Decision d, Frame frame, Frame parent)
    {
        switch (parent.Kind)
        {
            case FrameKind.Fork when ((ForkTask)d.Definition.Nodes[parent.Node]).Compete:
                d.Emit(new Fact.Won(parent.Id, frame.Id));
                break;
            case FrameKind.Extended:
                ExtensionSteps.EndList(d, frame, parent);
                break;
            case FrameKind.Listen:
                ListenSteps.EndEvent(d, frame, parent);
                break;
            case FrameKind.Subscription:
                SubscriptionSteps.EndMessage(d, frame, parent);
                break;
            default:
                if (frame.Kind == FrameKind.Undo)
                {
                    d.Emit(new Fact.Undone(parent.Id));
                }
                else
                {
                    d.Emit(new Fact.Closed(frame.Id, null, null, FlowTarget.Next));
                }

                break;
        }
    }

    private static void Complete(Decision d, Frame root)
    {
        JsonValue? output = d.Definition.OutputAs is null
            ? default(JsonValue?)
            : d.Evaluate(d.Definition.OutputAs, root.Val, d.Scope(null, null, root.Raw), "/output");
        SchemaChecks.Check(d.Definition.OutputSchema, output ?? root.Val, "workflow's output", "/output");
        IndexedFields.Record(d, isOutput: true, output ?? root.Val);
        d.Emit(new Fact.Finished(InstanceStatus.Completed, output, null));
    }
}
