using System.Globalization;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Facts for people: the word, the task and what it carries. Secrets show as their tokens.</summary>
internal static class FactDescription
{
    public static HistoryFact Of(InstanceState state, WorkflowDefinition definition, Fact fact)
    {
        var name = fact.GetType().Name;
        var kind = char.ToLowerInvariant(name[0]) + name[1..];
        var (node, iteration) = PlaceOf(state, fact);
        var data = Data(fact);
        if (iteration.Length > 0)
        {
            data.Set("iteration", iteration);
        }

        return new HistoryFact(state.Now, kind, node < 0 ? null : definition.Nodes[node].Pointer, HistoryCut.Of(data.Build()));
    }

    private static (int Node, string Iteration) PlaceOf(InstanceState state, Fact fact)
    {
        int? frame = fact switch
        {
            Fact.Closed f => f.Frame,
            Fact.Items f => f.Frame,
            Fact.Forked f => f.Frame,
            Fact.Won f => f.Branch,
            Fact.Lost f => f.Branch,
            Fact.Requested f => f.Frame,
            Fact.Raised f => f.Frame,
            Fact.TimedOut f => f.Frame,
            Fact.Caught f => f.Frame,
            Fact.Retrying f => f.Frame,
            Fact.Handling f => f.Frame,
            Fact.Rethrown f => f.Frame,
            Fact.Waiting f => f.Frame,
            Fact.DueReached f => f.Frame,
            Fact.Listening f => f.Frame,
            Fact.Taken f => f.Frame,
            Fact.Heard f => f.Frame,
            Fact.Subscribed f => f.Frame,
            Fact.Judged f => f.Frame,
            Fact.Passed f => f.Frame,
            Fact.Processed f => f.Frame,
            Fact.UndoRetrying f => f.Frame,
            Fact.UndoFailed f => f.Scope,
            Fact.Attempted f => FrameOf(state, f.Effect),
            Fact.Returned f => FrameOf(state, f.Effect),
            Fact.EffectFailed f => FrameOf(state, f.Effect),
            Fact.ChildStarted f => FrameOf(state, f.Effect),
            _ => null,
        };
        return fact switch
        {
            Fact.Opened f => (f.Node, Fold.PathOf(state, state.Frames[f.Parent], f)),
            Fact.Ran f => (f.Node, state.Frames[f.Parent].Path),
            Fact.Undoable f => (f.Node, f.Path),
            Fact.Undoing f => (state.Frames[f.Scope].Undo![^1].Node, state.Frames[f.Scope].Undo![^1].Path),
            Fact.Undone f => (state.Frames[f.Scope].Undo![^1].Node, state.Frames[f.Scope].Undo![^1].Path),
            _ => frame is { } id && state.Frames.TryGetValue(id, out var found) ? (found.Node, found.Path) : (-1, ""),
        };
    }

    private static int? FrameOf(InstanceState state, int effect) => state.Effects.TryGetValue(effect, out var found) ? found.Frame : null;

    private static JsonObject.Builder Data(Fact fact)
    {
        var data = new JsonObject.Builder();
        switch (fact)
        {
            case Fact.Started f:
                data.Set("workflow", f.Request.Workflow.ToString()).Set("version", f.Request.Version).Set("input", f.Request.Input);
                Optional(data, "parent", f.Request.Parent?.Instance.Text);
                break;
            case Fact.Opened f:
                Optional(data, "input", f.In);
                Optional(data, "deadline", f.Deadline);
                break;
            case Fact.Ran f:
                if (f.Skipped)
                {
                    data.Set("skipped", true);
                }

                End(data, f.Out, f.Context, f.Next);
                break;
            case Fact.Closed f: End(data, f.Out, f.Context, f.Next); break;
            case Fact.Items f: data.Set("items", f.Collection.AsArray?.Count ?? 0); break;
            case Fact.Forked f: data.Set("branches", f.Count); break;
            case Fact.Lost f: data.Set("error", f.Error.ToJson()); break;
            case Fact.Requested f: data.Set("effect", Words.Of(f.Kind)).Set("arguments", f.Arguments); break;
            case Fact.Returned f: data.Set("effectId", f.Effect).Set("result", f.Result); break;
            case Fact.EffectFailed f: data.Set("effectId", f.Effect).Set("error", f.Error.ToJson()); break;
            case Fact.Raised f: data.Set("error", f.Error.ToJson()); break;
            case Fact.TimedOut f: data.Set("error", f.Error.ToJson()); break;
            case Fact.Caught f: data.Set("error", f.Error.ToJson()); break;
            case Fact.Retrying f: data.Set("due", Iso(f.Due)); break;
            case Fact.Waiting f: data.Set("due", Iso(f.Due)); break;
            case Fact.UndoRetrying f: data.Set("due", Iso(f.Due)); break;
            case Fact.Taken f:
                data.Set("event", f.N);
                Optional(data, "value", f.Value);
                break;
            case Fact.Subscribed f: Optional(data, "due", f.Due); break;
            case Fact.Judged f: data.Set("kept", f.Kept); break;
            case Fact.Processed f: Optional(data, "result", f.Result); break;
            case Fact.Compensating f: Optional(data, "error", f.Error?.ToJson()); break;
            case Fact.UndoFailed f: data.Set("incident", f.Incident); break;
            case Fact.Cancelling f: data.Set("reason", f.Reason); break;
            case Fact.Stuck f: data.Set("reason", f.Reason); break;
            case Fact.Suspended f: Optional(data, "reason", f.Reason); break;
            case Fact.Indexed f: data.Set("fields", JsonObject.Of([.. f.Fields.Select(field => (field.Key, field.Value))])); break;
            case Fact.Migrated f:
                data.Set("from", f.Registers.FromVersion).Set("to", f.Registers.Version).Set("hash", f.Registers.Definition.Hex);
                if (f.Registers.IsUndo)
                {
                    data.Set("undo", true);
                }

                break;
            case Fact.Resumed f: data.Set("suspendedFor", System.Xml.XmlConvert.ToString(f.Shift)); break;
            case Fact.Finished f:
                data.Set("status", f.Status.Word());
                Optional(data, "output", f.Output);
                Optional(data, "error", f.Error?.ToJson());
                break;
            case Fact.Retried f: Optional(data, "input", f.PatchedInput); break;
            case Fact.Restarted f: Optional(data, "input", f.PatchedInput); break;
        }

        return data;
    }

    private static void End(JsonObject.Builder data, JsonValue? result, JsonValue? context, FlowTarget next)
    {
        Optional(data, "output", result);
        Optional(data, "context", context);
        if (next.Kind != FlowKind.Continue)
        {
            data.Set("then", next.Kind == FlowKind.Jump ? $"task {next.Ordinal}" : next.Kind == FlowKind.End ? "end" : "exit");
        }
    }

    private static void Optional(JsonObject.Builder data, string key, JsonValue? value)
    {
        if (value is { } given)
        {
            data.Set(key, given);
        }
    }

    private static void Optional(JsonObject.Builder data, string key, string? value)
    {
        if (value is not null)
        {
            data.Set(key, value);
        }
    }

    private static void Optional(JsonObject.Builder data, string key, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            data.Set(key, Iso(time));
        }
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
