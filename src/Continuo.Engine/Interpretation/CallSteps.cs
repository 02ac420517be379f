using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>Calls of functions that are written in the language: the function's task runs below the call.</summary>
internal static class CallSteps
{
    public static void Step(Decision d, Frame frame)
    {
        if (frame.Phase == FramePhase.Done)
        {
            TaskEntry.Close(d, frame);
            return;
        }

        var call = (DeclaredCallTask)d.Definition.Nodes[frame.Node];
        var input = call.With is null ? frame.In : d.Evaluate(call.With, frame.In, d.BodyScope(frame), call.Pointer);
        d.Emit(new Fact.Opened(frame.Id, call.Function.Body.Index, FrameKind.List, -1, null, null, input));
    }

    /// <summary>The functions around a frame that call each other in a circle, outermost first, such as <c>a, b, a</c>; empty when none does.</summary>
    public static List<string> Circle(Decision d, Frame frame)
    {
        var calls = new List<string>();
        for (var at = frame; at is not null; at = d.State.ParentOf(at))
        {
            if (at.Kind == FrameKind.Call)
            {
                calls.Add(((DeclaredCallTask)d.Definition.Nodes[at.Node]).Function.Name);
                if (calls.Count > 1 && calls[^1] == calls[0])
                {
                    calls.Reverse();
                    return calls;
                }
            }
        }

        return [];
    }
}
