using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>How a task is entered and left: the data flow of the language around every kind of body.</summary>
internal static class TaskEntry
{
    /// <summary>Enters a task of a list: <c>if</c> on the raw input, then <c>input.from</c>, then the body.</summary>
    public static void Enter(Decision d, Frame list, TaskNode task)
    {
        var raw = list.Val;
        if (task.If is { } condition && !d.Evaluate(condition, raw, d.Scope(list, task, raw), task.Pointer).IsTruthy)
        {
            d.Emit(new Fact.Ran(list.Id, task.Index, Skipped: true, null, null, Target(d, list, task.Then)));
            return;
        }

        SchemaChecks.Check(task.InputSchema, raw, "task's input", task.Pointer);
        JsonValue? input = task.InputFrom is null ? default(JsonValue?) : d.Evaluate(task.InputFrom, raw, d.Scope(list, task, raw), task.Pointer);
        DateTimeOffset? deadline = task.Timeout is null ? null : d.After(d.Evaluate(task.Timeout, raw, d.Scope(list, task, raw), task.Pointer));
        if (ExtensionSteps.PlanFor(d, list, task, raw, input ?? raw) is { } plan)
        {
            RefuseTooDeep(d, list, task);
            d.Emit(new Fact.Opened(list.Id, task.Index, FrameKind.Extended, -1, input, deadline));
            d.Emit(new Fact.Items(d.State.Ready[^1], plan));
            return;
        }

        Begin(d, list, task, raw, input, deadline);
    }

    /// <summary>Begins the body of a task, below the list that it stands in or below the frame of its extensions.</summary>
    public static void Begin(Decision d, Frame parent, TaskNode task, JsonValue raw, JsonValue? input, DateTimeOffset? deadline)
    {
        var list = parent.Kind == FrameKind.Extended ? d.State.ParentOf(parent)! : parent;
        switch (task)
        {
            case SetTask set:
                var value = d.Evaluate(set.Value, input ?? raw, Body(d, list, task, raw, input ?? raw), task.Pointer);
                Run(d, parent, task, raw, input ?? raw, value, task.Then);
                break;
            case SwitchTask branch:
                Run(d, parent, task, raw, input ?? raw, input ?? raw, Choose(d, list, branch, raw, input ?? raw), input is not null);
                break;
            case RaiseTask raise:
                throw new TaskFault(ErrorOf(d, list, raise, raw, input ?? raw));
            default:
                RefuseTooDeep(d, parent, task);
                d.Emit(new Fact.Opened(parent.Id, task.Index, KindOf(task), -1, input, deadline, parent == list ? default(JsonValue?) : raw));
                break;
        }
    }

    /// <summary>Leaves a task whose frame has its raw output in <see cref="Frame.Val"/>.</summary>
    public static void Close(Decision d, Frame frame, FlowTarget? then = null)
    {
        var task = (TaskNode)d.Definition.Nodes[frame.Node];
        var list = d.ListOf(frame)!;
        d.Bounded(frame.Val, task.Pointer);
        var (output, context) = Leave(d, frame, task, frame.Raw, frame.In, frame.Val, frame.Since);
        RecordUndo(d, list, frame.Id, task, frame.Path, Fold.FirstGeneration(frame), frame.In, output ?? frame.Val);
        d.Emit(new Fact.Closed(frame.Id, output, context, Target(d, list, then ?? task.Then)));
    }

    /// <summary>The transformed output, when it is another one than the raw output, and the context, when the task exports one.</summary>
    /// <param name="d"/>
    /// <param name="frame">The task's own frame, or that of its extensions.</param>
    /// <param name="task"/><param name="raw"/><param name="input"/><param name="rawOutput"/><param name="since"/>
    public static (JsonValue? Output, JsonValue? Context) Leave(Decision d, Frame frame, TaskNode task, JsonValue raw, JsonValue input, JsonValue rawOutput, DateTimeOffset? since)
    {
        var list = d.ListOf(frame)!;
        var bound = Decision.InputOf(list, input);
        var output = Output(d, list, task, raw, bound, rawOutput, since);
        return (output, Context(d, list, task, raw, bound, rawOutput, output ?? rawOutput, since));
    }

    /// <summary>A task that needs no frame of its own.</summary>
    private static void Run(Decision d, Frame parent, TaskNode task, JsonValue raw, JsonValue input, JsonValue rawOutput, FlowTarget then, bool isNew = true)
    {
        var list = parent.Kind == FrameKind.Extended ? d.State.ParentOf(parent)! : parent;
        var bound = Decision.InputOf(list, input);
        JsonValue? output = Output(d, list, task, raw, bound, rawOutput, null);
        var result = output ?? rawOutput;
        var context = Context(d, list, task, raw, bound, rawOutput, result, null);
        RecordUndo(d, list, parent.Id, task, list.Path, Fold.GenerationOf(d.State, task.Index, list.Path, list.Generation), input, result);
        var same = output is null && !isNew;
        d.Emit(new Fact.Ran(parent.Id, task.Index, Skipped: false, same ? default(JsonValue?) : result, context, Target(d, list, then), IsSeenAfter(parent, output) ? rawOutput : default(JsonValue?)));
    }

    private static bool IsSeenAfter(Frame parent, JsonValue? output) =>
        output is not null && parent.Kind == FrameKind.Extended && parent.Pc + 1 < parent.Items.Array.Count;

    private static JsonValue? Output(Decision d, Frame list, TaskNode task, JsonValue raw, JsonValue input, JsonValue rawOutput, DateTimeOffset? since)
    {
        if (task.OutputAs is null)
        {
            SchemaChecks.Check(task.OutputSchema, rawOutput, "task's output", task.Pointer);
            return null;
        }

        var scope = d.Scope(list, task, raw, since);
        scope.Input = input;
        scope.RawOutput = rawOutput;
        EndpointArguments.BindAuthorization(d, task, input, scope);
        var output = d.Evaluate(task.OutputAs, rawOutput, scope, task.Pointer);
        SchemaChecks.Check(task.OutputSchema, output, "task's output", task.Pointer);
        return output;
    }

    private static JsonValue? Context(Decision d, Frame list, TaskNode task, JsonValue raw, JsonValue input, JsonValue rawOutput, JsonValue output, DateTimeOffset? since)
    {
        if (task.ExportAs is null)
        {
            return null;
        }

        var scope = d.Scope(list, task, raw, since);
        scope.Input = input;
        scope.RawOutput = rawOutput;
        scope.Output = output;
        EndpointArguments.BindAuthorization(d, task, input, scope);
        var context = d.Evaluate(task.ExportAs, output, scope, task.Pointer);
        SchemaChecks.Check(task.ExportSchema, context, "exported context", task.Pointer);
        return context;
    }

    private static ExpressionScope Body(Decision d, Frame list, TaskNode task, JsonValue raw, JsonValue input)
    {
        var scope = d.Scope(list, task, raw);
        scope.Input = Decision.InputOf(list, input);
        return scope;
    }

    private static FlowTarget Choose(Decision d, Frame list, SwitchTask branch, JsonValue raw, JsonValue input)
    {
        var scope = Body(d, list, branch, raw, input);
        FlowTarget? fallback = null;
        foreach (var choice in branch.Cases)
        {
            if (choice.When is null)
            {
                fallback = choice.Then;
            }
            else if (d.Evaluate(choice.When, input, scope, branch.Pointer).IsTruthy)
            {
                return choice.Then;
            }
        }

        return fallback ?? branch.Then;
    }

    private static WorkflowError ErrorOf(Decision d, Frame list, RaiseTask raise, JsonValue raw, JsonValue input)
    {
        var scope = Body(d, list, raise, raw, input);
        var error = raise.Error;
        string? Text(Workflows.Expressions.ValueTemplate? template)
        {
            var value = template is null ? default : d.Evaluate(template, input, scope, raise.Pointer);
            return value.IsNull ? null : value.AsString ?? (value.IsSymbolic ? value.Symbolic.ToString() : value.ToString());
        }

        string? Right(string name, Workflows.Expressions.ValueTemplate? template, Func<string, bool> isRight, string wanted) =>
            Text(template) is not { } text ? null
            : template is Workflows.Expressions.ValueTemplate.Literal || isRight(text) ? text : throw TaskFault.Of(ErrorTypes.Expression, $"The {name} of an error must be {wanted}; it is {Decision.Cut(text)}.", raise.Pointer);

        return new WorkflowError(
            ErrorTypes.Normalize(Right("type", error.Type, Workflows.Documents.EventForm.IsReference, "a URI") ?? "about:blank"),
            error.Status,
            Text(error.Title),
            Text(error.Detail),
            Right("instance", error.Instance, Workflows.Documents.ErrorTemplate.IsInstance, "a JSON Pointer") ?? raise.Pointer);
    }

    private static void RecordUndo(Decision d, Frame list, int source, TaskNode task, string path, string generation, JsonValue input, JsonValue output)
    {
        if (task.Compensate is null || IsUndoing(d, list))
        {
            return;
        }

        var scope = Fold.ScopeOf(d.State, d.State.Frames[source]);
        if (d.State.UndoSeq >= d.Limits.UndoEntries && d.State.Frames.Values.Sum(frame => frame.Undo?.Count ?? 0) >= d.Limits.UndoEntries)
        {
            throw TaskFault.Of(ErrorTypes.Runtime, $"More than {d.Limits.UndoEntries} completed tasks would have to be undone (limit UndoEntries).", task.Pointer);
        }

        var variables = d.Scope(list, task, input).VariablesIn(task.Definition["metadata"]["continuo"]["compensate"]);
        d.Emit(new Fact.Undoable(scope.Id, source, task.Index, path, generation, input, output, variables));
    }

    /// <summary>Whether a frame belongs to an undo: what is done there is not undone in turn.</summary>
    public static bool IsUndoing(Decision d, Frame frame)
    {
        for (var at = frame; at is not null; at = d.State.ParentOf(at))
        {
            if (at.Kind == FrameKind.Undo)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An undo cannot end the workflow, and a branch has nowhere to jump: both end their own list.</summary>
    public static FlowTarget Target(Decision d, Frame list, FlowTarget then) => then.Kind switch
    {
        FlowKind.End when IsUndoing(d, list) => new FlowTarget(FlowKind.Exit),
        FlowKind.Jump when list.Kind == FrameKind.Branch => new FlowTarget(FlowKind.Exit),
        _ => then,
    };

    private static void RefuseTooDeep(Decision d, Frame list, TaskNode task)
    {
        if (d.State.Frames.Count >= d.Limits.Frames)
        {
            throw TaskFault.Of(ErrorTypes.Runtime, $"The instance is in {d.State.Frames.Count} tasks at once (limit Frames).", task.Pointer);
        }

        var depth = 0;
        for (var at = list; at is not null; at = d.State.ParentOf(at))
        {
            depth += d.Definition.Nodes[at.Node] is TaskNode && at.Kind != FrameKind.Extended ? 1 : 0;
        }

        if (depth >= d.Limits.Depth)
        {
            if (CallSteps.Circle(d, list) is { Count: > 0 } circle)
            {
                throw TaskFault.Of(ErrorTypes.Configuration, $"Functions call each other without an end ({string.Join(" -> ", circle)}): tasks are nested deeper than {d.Limits.Depth} (limit Depth).", task.Pointer);
            }

            throw TaskFault.Of(ErrorTypes.Runtime, $"Tasks are nested deeper than {d.Limits.Depth} (limit Depth).", task.Pointer);
        }
    }

    private static FrameKind KindOf(TaskNode task) => task switch
    {
        DoTask => FrameKind.List,
        ForTask => FrameKind.Loop,
        ForkTask => FrameKind.Fork,
        TryTask => FrameKind.Try,
        ListenTask => FrameKind.Listen,
        DeclaredCallTask => FrameKind.Call,
        ProtocolCallTask { Subscription: not null } => FrameKind.Subscription,
        _ => FrameKind.Leaf,
    };
}
