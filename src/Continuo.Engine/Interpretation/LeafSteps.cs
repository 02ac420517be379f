using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Tasks that ask the outside for something: calls, events to publish, children, and time.</summary>
internal static class LeafSteps
{
    public static void Step(Decision d, Frame frame)
    {
        if (frame.Phase == FramePhase.Done)
        {
            TaskEntry.Close(d, frame);
            return;
        }

        var task = (TaskNode)d.Definition.Nodes[frame.Node];
        switch (task)
        {
            case WaitTask wait:
                d.WaitUntil(frame, d.After(d.Evaluate(wait.Duration, frame.In, d.BodyScope(frame), task.Pointer)), due => new Fact.Waiting(frame.Id, due));
                break;
            case HttpCallTask http:
                Request(d, frame, task, EffectKind.Http, HttpArguments.Of(d, frame, http));
                break;
            case ProtocolCallTask or RunProcessTask when DocumentSteps.IsDue(frame, task):
                DocumentSteps.Request(d, frame, task);
                break;
            case ProtocolCallTask call:
                Request(d, frame, task, ProtocolArguments.KindOf(call.Protocol), ProtocolArguments.Of(d, frame, call));
                break;
            case RunProcessTask process:
                Request(d, frame, task, EffectKind.Process, ProcessArguments.Of(d, frame, process));
                break;
            case FunctionCallTask function:
                var input = function.With is null ? frame.In : d.Evaluate(function.With, frame.In, d.BodyScope(frame), task.Pointer);
                Request(d, frame, task, EffectKind.Function, JsonObject.Of(("name", function.Function), ("input", input)));
                break;
            case EmitTask emit:
                Request(d, frame, task, EffectKind.Emit, Event(d, frame, emit));
                break;
            case RunWorkflowTask run:
                var childInput = run.Input is null ? frame.In : d.Evaluate(run.Input, frame.In, d.BodyScope(frame), task.Pointer);
                Request(d, frame, task, EffectKind.StartChild, JsonObject.Of(
                    ("namespace", run.Workflow.Namespace),
                    ("name", run.Workflow.Name),
                    ("version", run.Version),
                    ("input", childInput),
                    ("await", run.Await)));
                break;
            default:
                throw TaskFault.Of(ErrorTypes.Configuration, $"This version does not execute '{(task as UnsupportedTask)?.Feature ?? task.GetType().Name}'.", task.Pointer);
        }
    }

    private static void Request(Decision d, Frame frame, TaskNode task, EffectKind kind, JsonValue arguments)
    {
        string? key = null;
        if (task.IdempotencyKey is { } template)
        {
            var value = d.Evaluate(template, frame.In, d.BodyScope(frame), task.Pointer);
            key = value.AsString ?? value.ToString();
        }

        // An event has its id and a child too: asking again does nothing twice.
        var once = task.Once && kind is not (EffectKind.Emit or EffectKind.StartChild);
        d.Emit(new Fact.Requested(frame.Id, kind, arguments, key, once));
    }

    /// <summary>Made of the key, so that a retry of the language publishes the same event and not another one.</summary>
    private static string IdOf(string key) => new Guid(XxHash128.Hash(Encoding.UTF8.GetBytes(key))).ToString();

    /// <summary>The whole event, with its id and time, so that publishing it again is recognised.</summary>
    private static JsonObject Event(Decision d, Frame frame, EmitTask emit)
    {
        var with = d.Evaluate(emit.With, frame.In, d.BodyScope(frame), emit.Pointer).Object;
        var complete = new JsonObject.Builder(with.Count + 4).Set("specversion", "1.0");
        complete.Set("id", Given("id") ?? IdOf(Requests.KeyOf(d.State, d.State.KeyPointerOf(emit.Index, emit.Pointer), frame.Path, frame.Generation)));
        complete.Set("source", Given("source") ?? $"/{d.Definition.Name}/{d.Definition.Version}");
        complete.Set("type", Given("type") ?? throw TaskFault.Of(ErrorTypes.Expression, $"The type of an event must be text; it is {Decision.Cut(with["type"])}.", emit.Pointer));
        complete.Set("time", Given("time") ?? d.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        foreach (var (name, value) in with)
        {
            if (name != "specversion" && EventForm.Wanted(name, value) is { } wanted)
            {
                throw TaskFault.Of(ErrorTypes.Expression, $"The attribute '{name}' of an event must be {wanted}; it is {Decision.Cut(value)}.", emit.Pointer);
            }

            if (name is not ("specversion" or "id" or "source" or "type" or "time") && !(value.IsNull && name != "data"))
            {
                complete.Set(name, value);
            }
        }

        return complete.Build();

        string? Given(string name) => with[name] is { Kind: JsonKind.String } text ? text.String : null;
    }
}
