using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>What is done with each event of a listener and with each message of a subscription, one after the other.</summary>
internal static class ForeachSteps
{
    /// <summary>Begins the tasks for the next item, or is done with it where there are none.</summary>
    public static void Process(Decision d, Frame frame, EventIterator each, string pointer)
    {
        if (each.Do is { } body)
        {
            d.Emit(new Fact.Opened(frame.Id, body.Index, FrameKind.List, frame.Pc, null, null, frame.Items.Array[frame.Pc]));
            return;
        }

        var (result, context) = Result(d, frame, each, pointer, frame.Items.Array[frame.Pc]);
        d.Emit(new Fact.Processed(frame.Id, result, context));
    }

    /// <summary>The tasks for one item have ended.</summary>
    public static void End(Decision d, Frame body, Frame frame, EventIterator each, string pointer)
    {
        var (result, context) = Result(d, frame, each, pointer, body.Val);
        d.Emit(new Fact.Closed(body.Id, result, context, FlowTarget.Next));
    }

    private static (JsonValue? Result, JsonValue? Context) Result(Decision d, Frame frame, EventIterator each, string pointer, JsonValue value)
    {
        ExpressionScope Scope()
        {
            var scope = d.BodyScope(frame);
            scope.Extra = (each.Item, frame.Items.Array[frame.Pc]);
            scope.Extra2 = (each.At, frame.Pc);
            return scope;
        }

        JsonValue? result = each.OutputAs is null ? default(JsonValue?) : d.Evaluate(each.OutputAs, value, Scope(), pointer);
        SchemaChecks.Check(each.OutputSchema, result ?? value, "output of the event", pointer);
        if (each.ExportAs is null)
        {
            return (result, null);
        }

        var scope = Scope();
        scope.Output = result ?? value;
        var context = d.Evaluate(each.ExportAs, result ?? value, scope, pointer);
        SchemaChecks.Check(each.ExportSchema, context, "exported context", pointer);
        return (result, context);
    }
}
