using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary><c>recurse(f)</c>: the input, then the same for each result of <c>f</c>.</summary>
internal sealed class RecurseNode : Node
{
    private readonly Node _step;

    public RecurseNode(Node step)
    {
        _step = step;
        Escape = step.Escape;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        path is null && _step.IsAtMostOne ? Loop(machine, env, input, sink) : Nest(machine, env, input, path, sink);

    private bool Loop(Machine machine, Env env, JsonValue input, Sink sink)
    {
        do
        {
            machine.Step();
            if (!sink.Emit(input, null))
            {
                return false;
            }
        }
        while (_step.TryOne(machine, env, input, out input));
        return true;
    }

    private bool Nest(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (!sink.Emit(input, path))
        {
            return false;
        }

        if (_step is IterateNode && !input.IsArray && !input.IsObject)
        {
            return true;
        }

        machine.EnterData();
        var goesOn = _step.Run(machine, env, input, path, new NestedSink(this, machine, env, sink));
        machine.Leave();
        return goesOn;
    }

    private sealed class NestedSink(RecurseNode node, Machine machine, Env env, Sink sink) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? path)
        {
            machine.Step();
            return node.Nest(machine, env, value, path, sink);
        }
    }
}

/// <summary><c>repeat(f)</c>: the results of <c>f</c>, again and again, until an error ends it.</summary>
internal sealed class RepeatNode : Node
{
    private readonly Node _body;

    public RepeatNode(Node body)
    {
        _body = body;
        Escape = body.Escape;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        while (_body.Run(machine, env, input, path, sink))
        {
            machine.Step();
        }

        return false;
    }
}

/// <summary><c>until(condition; next)</c> where both are single; else it nests like a recursive function.</summary>
internal sealed class UntilNode : Node
{
    private readonly Node _condition;
    private readonly Node _next;

    public UntilNode(Node condition, Node next)
    {
        (_condition, _next) = (condition, next);
        Cardinality = condition.IsOne && next.IsOne ? Cardinality.One : Cardinality.Many;
        Escape = Math.Min(condition.Escape, next.Escape);
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        while (!_condition.One(machine, env, input).IsTruthy)
        {
            machine.Step();
            input = _next.One(machine, env, input);
        }

        return input;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (IsOne && path is null)
        {
            return sink.Emit(One(machine, env, input), null);
        }

        machine.Enter();
        var goesOn = _condition.Run(machine, env, input, null, new Each((condition, _) => condition.IsTruthy
            ? sink.Emit(input, path)
            : _next.Run(machine, env, input, path, new Each((value, at) => Run(machine, env, value, at, sink)))));
        machine.Leave();
        return goesOn;
    }
}

internal sealed class WhileNode : Node
{
    private readonly Node _condition;
    private readonly Node _next;

    public WhileNode(Node condition, Node next)
    {
        (_condition, _next) = (condition, next);
        Escape = Math.Min(condition.Escape, next.Escape);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (path is null && _condition.IsOne && _next.IsAtMostOne)
        {
            return Loop(machine, env, input, sink);
        }

        machine.Enter();
        var goesOn = _condition.Run(machine, env, input, null, new Each((condition, _) => !condition.IsTruthy
            || (sink.Emit(input, path) && _next.Run(machine, env, input, path, new Each((value, at) => Run(machine, env, value, at, sink))))));
        machine.Leave();
        return goesOn;
    }

    private bool Loop(Machine machine, Env env, JsonValue input, Sink sink)
    {
        while (_condition.One(machine, env, input).IsTruthy)
        {
            machine.Step();
            if (!sink.Emit(input, null))
            {
                return false;
            }

            if (!_next.TryOne(machine, env, input, out input))
            {
                return true;
            }
        }

        return true;
    }
}
