using System.Diagnostics;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

internal enum Operator : byte
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>Arithmetic and comparisons. The right side is evaluated first and varies slowest.</summary>
internal sealed class OperatorNode : Node
{
    private readonly Operator _operator;
    private readonly Node _left;
    private readonly Node _right;

    public OperatorNode(Operator operation, Node left, Node right)
    {
        (_operator, _left, _right) = (operation, left, right);
        Cardinality = (Cardinality)Math.Max((byte)left.Cardinality, (byte)right.Cardinality);
        Escape = Math.Min(left.Escape, right.Escape);
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var right = _right.One(machine, env, input);
        var left = _left.One(machine, env, input);
        return Apply(machine, left, right);
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (!_right.TryOne(machine, env, input, out var right) || !_left.TryOne(machine, env, input, out var left))
        {
            result = default;
            return false;
        }

        result = Apply(machine, left, right);
        return true;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (Cardinality is not Cardinality.Many)
        {
            return !TryOne(machine, env, input, out var value) || sink.Emit(value, path?.Of(value, input));
        }

        return _right.Run(machine, env, input, null, new RightSink(this, machine, env, input, path, sink));
    }

    public JsonValue Apply(Machine machine, JsonValue left, JsonValue right)
    {
        if (left.IsPlainNumber && right.IsPlainNumber)
        {
            var (a, b) = (left.Number, right.Number);
            switch (_operator)
            {
                case Operator.Add:
                    return a + b;
                case Operator.Subtract:
                    return a - b;
                case Operator.Multiply:
                    return a * b;
                case Operator.Equal:
                    return a == b;
                case Operator.NotEqual:
                    return a != b;

                // NaN has a place in the order: not here.
                case Operator.Greater when !double.IsNaN(a) && !double.IsNaN(b):
                    return a > b;
                case Operator.Less when !double.IsNaN(a) && !double.IsNaN(b):
                    return a < b;
            }
        }

        machine.At = Offset;
        return Apply(_operator, machine, left, right);
    }

    public static JsonValue Apply(Operator operation, Machine machine, JsonValue left, JsonValue right)
    {
        switch (operation)
        {
            case Operator.Add:
                return Arithmetic.Add(machine, left, right);
            case Operator.Subtract:
                return Arithmetic.Subtract(machine, left, right);
            case Operator.Multiply:
                return Arithmetic.Multiply(machine, left, right);
            case Operator.Divide:
                return Arithmetic.Divide(machine, left, right);
            case Operator.Remainder:
                return Arithmetic.Remainder(left, right);
            default:
                left = Secrets.Reveal(machine, left);
                right = Secrets.Reveal(machine, right);
                return Compare(operation, machine, left, right);
        }
    }

    private static JsonValue Compare(Operator operation, Machine machine, JsonValue left, JsonValue right) => operation switch
    {
        Operator.Equal => machine.Equal(left, right),
        Operator.NotEqual => !machine.Equal(left, right),
        Operator.Less => machine.Compare(left, right) < 0,
        Operator.LessOrEqual => machine.Compare(left, right) <= 0,
        Operator.Greater => machine.Compare(left, right) > 0,
        Operator.GreaterOrEqual => machine.Compare(left, right) >= 0,
        _ => throw new UnreachableException(),
    };

    private sealed class RightSink(OperatorNode node, Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? _) =>
            node._left.Run(machine, env, input, null, new LeftSink(node, machine, value, path, sink));
    }

    private sealed class LeftSink(OperatorNode node, Machine machine, JsonValue right, PathTo? path, Sink sink) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? _) =>
            sink.Emit(node.Apply(machine, value, right), path is null ? null : PathTo.None);
    }
}

internal sealed class NegateNode : Node
{
    private readonly Node _body;

    public NegateNode(Node body)
    {
        _body = body;
        Cardinality = body.Cardinality;
        Escape = body.Escape;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var value = _body.One(machine, env, input);
        machine.At = Offset;
        return Arithmetic.Negate(value);
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (!_body.TryOne(machine, env, input, out result))
        {
            return false;
        }

        machine.At = Offset;
        result = Arithmetic.Negate(result);
        return true;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _body.Run(machine, env, input, null, new Each((value, _) =>
        {
            machine.At = Offset;
            return sink.Emit(Arithmetic.Negate(value), path is null ? null : PathTo.None);
        }));
}

/// <summary><c>and</c>, <c>or</c>: the right side is evaluated only when the left one leaves it open.</summary>
internal sealed class LogicNode : Node
{
    private readonly bool _isAnd;
    private readonly Node _left;
    private readonly Node _right;

    public LogicNode(bool isAnd, Node left, Node right)
    {
        (_isAnd, _left, _right) = (isAnd, left, right);
        Cardinality = (Cardinality)Math.Max((byte)left.Cardinality, (byte)right.Cardinality);
        Escape = Math.Min(left.Escape, right.Escape);
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input) =>
        _left.One(machine, env, input).IsTruthy == _isAnd ? _right.One(machine, env, input).IsTruthy : !_isAnd;

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (!_left.TryOne(machine, env, input, out result))
        {
            return false;
        }

        if (result.IsTruthy != _isAnd)
        {
            result = !_isAnd;
            return true;
        }

        var isThere = _right.TryOne(machine, env, input, out result);
        result = result.IsTruthy;
        return isThere;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var none = path is null ? null : PathTo.None;
        return _left.Run(machine, env, input, null, new Each((left, _) => left.IsTruthy != _isAnd
            ? sink.Emit(!_isAnd, none)
            : _right.Run(machine, env, input, null, new Each((right, _) => sink.Emit(right.IsTruthy, none)))));
    }
}
