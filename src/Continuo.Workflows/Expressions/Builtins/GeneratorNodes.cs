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
