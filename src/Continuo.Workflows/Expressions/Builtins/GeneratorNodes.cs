using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

internal sealed class RangeNode : Node
{
    private readonly Node _from;
    private readonly Node _upTo;
    private readonly Node _by;

    public RangeNode(Node from, Node upTo, Node by)
    {
        (_from, _upTo, _by) = (from, upTo, by);
        Escape = Math.Min(from.Escape, Math.Min(upTo.Escape, by.Escape));
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var none = path is null ? null : PathTo.None;
        if (_from.IsOne && _upTo.IsOne && _by.IsOne)
        {
            return Range(machine, _from.One(machine, env, input), _upTo.One(machine, env, input), _by.One(machine, env, input), none, sink);
        }

        return _from.Run(machine, env, input, null, new Each((from, _) =>
            _upTo.Run(machine, env, input, null, new Each((upTo, _) =>
                _by.Run(machine, env, input, null, new Each((by, _) => Range(machine, from, upTo, by, none, sink)))))));
    }

    private bool Range(Machine machine, JsonValue from, JsonValue upTo, JsonValue by, PathTo? none, Sink sink)
    {
        if (!from.IsNumber || !upTo.IsNumber || !by.IsNumber)
        {
            machine.At = Offset;
            throw new JqException("Range bounds must be numeric");
        }

        var (end, step) = (upTo.Number, by.Number);
        for (var at = from.Number; step > 0 ? at < end : step < 0 ? at > end : at < end; at += step)
        {
            machine.Step();
            if (!sink.Emit(at, none))
            {
                return false;
            }
        }

        return true;
    }
}

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

internal sealed class FirstNode : Node
{
    private readonly Node _body;

    public FirstNode(Node body)
    {
        _body = body;
        Escape = body.Escape;
        Cardinality = body.Escape == Contained ? (body.IsOne ? Cardinality.One : Cardinality.Optional) : Cardinality.Many;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input) => _body.One(machine, env, input);

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (_body.IsAtMostOne)
        {
            return _body.TryOne(machine, env, input, out result);
        }

        var first = new FirstSink();
        _body.Run(machine, env, input, null, first);
        result = first.Value;
        return first.HasValue;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var first = new FirstSink();
        var goesOn = _body.Run(machine, env, input, path, first);
        return first.HasValue ? sink.Emit(first.Value, first.Path) : goesOn;
    }
}

internal sealed class LastNode : Node
{
    private readonly Node _body;

    public LastNode(Node body)
    {
        _body = body;
        Escape = body.Escape;
        Cardinality = body.Escape == Contained ? (body.IsOne ? Cardinality.One : Cardinality.Optional) : Cardinality.Many;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input) => _body.One(machine, env, input);

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        var last = new LastSink();
        _body.Run(machine, env, input, null, last);
        result = last.Value;
        return last.HasValue;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var last = new LastSink();
        return _body.Run(machine, env, input, path, last) && (!last.HasValue || sink.Emit(last.Value, last.Path));
    }
}

internal sealed class LimitNode : Node
{
    private readonly Node _count;
    private readonly Node _body;

    public LimitNode(Node count, Node body)
    {
        (_count, _body) = (count, body);
        Escape = Math.Min(count.Escape, body.Escape);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _count.Run(machine, env, input, null, new Each((count, _) =>
        {
            machine.At = Offset;
            var left = Amounts.Of(count, "limit");
            if (left <= 0)
            {
                return true;
            }

            var limited = new LimitSink(left, sink);
            return _body.Run(machine, env, input, path, limited) || limited.IsOver;
        }));

    private sealed class LimitSink(double left, Sink sink) : Sink
    {
        private double _left = left;

        /// <summary>It was this sink that stopped, not the one behind it.</summary>
        public bool IsOver { get; private set; }

        public override bool Emit(JsonValue value, PathTo? path)
        {
            _left--;
            if (!sink.Emit(value, path))
            {
                return false;
            }

            IsOver = _left <= 0;
            return !IsOver;
        }
    }
}

internal sealed class SkipNode : Node
{
    private readonly Node _count;
    private readonly Node _body;

    public SkipNode(Node count, Node body)
    {
        (_count, _body) = (count, body);
        Escape = Math.Min(count.Escape, body.Escape);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _count.Run(machine, env, input, null, new Each((count, _) =>
        {
            machine.At = Offset;
            var left = Amounts.Of(count, "skip");
            return _body.Run(machine, env, input, path, new Each((value, at) => left-- > 0 || sink.Emit(value, at)));
        }));
}

internal static class Amounts
{
    public static double Of(JsonValue count, string name)
    {
        if (!count.IsNumber)
        {
            Secrets.Refuse(count, "count with it");
            throw new JqException($"{name} needs a number, not {JqText.Describe(count)}");
        }

        return count.Number < 0 ? throw new JqException($"{name} doesn't support negative count") : count.Number;
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

/// <summary><c>any(items; condition)</c>, <c>all(items; condition)</c>: stops at the first item that decides.</summary>
internal sealed class QuantifierNode : Node
{
    private readonly bool _isAny;
    private readonly Node _items;
    private readonly Node _condition;

    public QuantifierNode(bool isAny, Node items, Node condition)
    {
        (_isAny, _items, _condition) = (isAny, items, condition);
        Escape = Math.Min(items.Escape, condition.Escape);
        Cardinality = Escape == Contained ? Cardinality.One : Cardinality.Many;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var decided = new ConditionSink(this, machine, env);
        _items.Run(machine, env, input, null, decided);
        return decided.IsDecided == _isAny;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var decided = new ConditionSink(this, machine, env);
        return (_items.Run(machine, env, input, null, decided) || decided.IsDecided)
            && sink.Emit(decided.IsDecided == _isAny, path is null ? null : PathTo.None);
    }

    private sealed class ConditionSink(QuantifierNode node, Machine machine, Env env) : Sink
    {
        private VerdictSink? _verdict;

        public bool IsDecided { get; private set; }

        public override bool Emit(JsonValue value, PathTo? path)
        {
            if (node._condition.IsAtMostOne)
            {
                return !node._condition.TryOne(machine, env, value, out var condition) || Decide(condition);
            }

            return node._condition.Run(machine, env, value, null, _verdict ??= new VerdictSink(this));
        }

        private bool Decide(JsonValue condition)
        {
            IsDecided = condition.IsTruthy == node._isAny;
            return !IsDecided;
        }

        private sealed class VerdictSink(ConditionSink owner) : Sink
        {
            public override bool Emit(JsonValue value, PathTo? path) => owner.Decide(value);
        }
    }
}
