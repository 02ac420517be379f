using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>One turn's view of an instance: emits facts (each folded at once) and evaluates expressions.</summary>
internal sealed class Decision
{
    private readonly FactEncoder _encoder = new();
    private readonly ExpressionScope _scope;
    private readonly JqLimits _jq;

    public Decision(EngineLimits limits, IAmbient ambient)
    {
        (Limits, Ambient) = (limits, ambient);
        Breaker = new(limits.TurnTime, ambient);
        _scope = new(ambient, Breaker);
        _jq = new(limits.ExpressionSteps, OutputBytes: limits.ValueBytes);
    }
    public InstanceState State { get; private set; } = null!;

    public WorkflowDefinition Definition { get; private set; } = null!;

    public Turn Turn { get; private set; } = null!;

    public EngineLimits Limits { get; }

    public IAmbient Ambient { get; }

    public TurnBreaker Breaker { get; }

    public DateTimeOffset Now => Turn.Now;

    /// <summary>Sees every fact before and after it is folded: the replay checker of tests.</summary>
    public IFactObserver? Observer { get; set; }

    public void Begin(InstanceState state, WorkflowDefinition definition, Turn turn)
    {
        (State, Definition, Turn) = (state, definition, turn);
        state.Now = turn.Now;
        turn.Facts.Payloads!.Table = state.Payloads;
        if (turn.IsNew)
        {
            turn.IsNew = false;
            Breaker.Begin();
        }
    }

    public void Emit(Fact fact)
    {
        var start = Turn.Facts.Length;
        var bytes = Turn.Bytes;
        Observer?.Before(State);
        _encoder.Write(Turn.Facts, State, fact);
        Fold.Apply(State, fact);
        State.FoldedBytes += Turn.Bytes - bytes;
        Observer?.After(State, Turn.Facts.Written[start..], Turn.Facts.Payloads!.New);
    }

    /// <summary>The scope for a task that stands in <paramref name="list"/>.</summary>
    public ExpressionScope Scope(Frame? list, TaskNode? task, JsonValue raw, DateTimeOffset? since = null)
    {
        _scope.Begin(State, Definition, list, task, raw, since ?? Now);
        return _scope;
    }

    /// <summary>The scope for the body of a task: with <c>$input</c>, its transformed input.</summary>
    public ExpressionScope BodyScope(Frame frame)
    {
        var scope = Scope(State.ParentOf(frame), Definition.Nodes[frame.Node] as TaskNode, frame.Raw, frame.Since);
        scope.Input = InputOf(ListOf(frame), frame.In);
        return scope;
    }

    /// <summary>The list that a task's frame stands in, whether or not it is extended.</summary>
    public Frame? ListOf(Frame frame) => State.ParentOf(frame) is { Kind: FrameKind.Extended } extended && extended.Node == frame.Node ? State.ParentOf(extended) : State.ParentOf(frame);

    /// <summary>In an undo <c>$input</c> is the input of the task that is undone.</summary>
    public static JsonValue InputOf(Frame? list, JsonValue input) => list is { Kind: FrameKind.Undo } ? list.UndoInput : input;

    public JsonValue Evaluate(ValueTemplate template, JsonValue dot, ExpressionScope scope, string pointer)
    {
        (scope.ReadsSecrets, scope.Pointer) = (false, pointer);
        try
        {
            return Known(Bounded(template.Evaluate(dot, scope, _jq), pointer), scope);
        }
        catch (JqException problem)
        {
            throw FaultOf(problem, pointer);
        }
        catch (SecretMissingException problem)
        {
            throw TaskFault.Of(ErrorTypes.Authorization, problem.Message, pointer);
        }
        finally
        {
            if (scope.ReadsSecrets)
            {
                SecretAccess.Check(template, Definition, pointer);
            }
        }
    }

    public JsonValue Evaluate(RuntimeExpression expression, JsonValue dot, ExpressionScope scope, string pointer)
    {
        (scope.ReadsSecrets, scope.Pointer) = (false, pointer);
        try
        {
            return Known(Bounded(expression.Program.First(dot, scope, _jq), pointer), scope);
        }
        catch (JqException problem)
        {
            throw FaultOf(problem, pointer);
        }
        catch (SecretMissingException problem)
        {
            throw TaskFault.Of(ErrorTypes.Authorization, problem.Message, pointer);
        }
        finally
        {
            if (scope.ReadsSecrets)
            {
                SecretAccess.Check(expression.Source, Definition, pointer);
            }
        }
    }

    public TimeSpan Evaluate(DurationTemplate duration, JsonValue dot, ExpressionScope scope, string pointer)
    {
        if (duration.Constant is { } constant)
        {
            return constant;
        }

        var value = Evaluate(duration.Expression!, dot, scope, pointer);
        return value.AsString is { } text && IsoDuration.TryParse(text, out var parsed)
            ? parsed
            : throw TaskFault.Of(ErrorTypes.Expression, $"'{duration.Expression!.Source}' must give an ISO 8601 duration such as PT5S; it gave {Cut(value)}.", pointer);
    }

    /// <summary>Waits; a time that has come already needs no timer and is over in the same turn.</summary>
    public void WaitUntil(Frame frame, DateTimeOffset due, Func<DateTimeOffset, Fact> waiting)
    {
        Emit(waiting(due));
        if (due <= Now)
        {
            Emit(new Fact.DueReached(frame.Id));
        }
    }

    /// <summary>A value that tasks hand on, however much of it they share: written out it must stay within the limits.</summary>
    public JsonValue Bounded(JsonValue value, string pointer)
    {
        var extent = JsonExtent.Of(value);
        if (extent.Depth > Limits.ValueDepth)
        {
            throw TaskFault.Of(ErrorTypes.Runtime, $"A value is nested deeper than {Limits.ValueDepth} levels (limit ValueDepth).", pointer);
        }

        return extent.Bytes <= Limits.ValueBytes
            ? value
            : throw TaskFault.Of(ErrorTypes.Runtime, $"A value is larger than {Limits.ValueBytes} bytes (limit ValueBytes).", pointer);
    }

    /// <exception cref="SecretMissingException">The value holds a secret that nobody has given: as a token it would look like one that is there.</exception>
    private JsonValue Known(JsonValue value, ExpressionScope scope)
    {
        if (scope.ReadsSecrets)
        {
            SecretAccess.EnsureKnown(value, Ambient.Secret);
        }

        return value;
    }

    public DateTimeOffset After(TimeSpan duration) =>
        duration > DateTimeOffset.MaxValue - Now ? DateTimeOffset.MaxValue : Now + duration;

    public static string Cut(JsonValue value)
    {
        var text = value.ToString();
        return text.Length <= 100 ? text : text[..100] + "...";
    }

    private static TaskFault FaultOf(JqException problem, string pointer) =>
        TaskFault.Of(problem.IsSecretMisuse ? ErrorTypes.Authorization : problem.IsSize ? ErrorTypes.Runtime : ErrorTypes.Expression, problem.Message, pointer);
}

/// <summary>Watches facts as they are folded.</summary>
internal interface IFactObserver
{
    void Before(InstanceState state);

    void After(InstanceState state, ReadOnlySpan<byte> encoded, IReadOnlyList<Payload> payloads);
}
