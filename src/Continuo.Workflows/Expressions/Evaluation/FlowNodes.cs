using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

internal sealed class PipeNode : Node
{
    private readonly Node _left;
    private readonly Node _right;

    public PipeNode(Node left, Node right)
    {
        (_left, _right) = (left, right);
        Cardinality = (Cardinality)Math.Max((byte)left.Cardinality, (byte)right.Cardinality);
        Escape = Math.Min(left.Escape, right.Escape);
    }

    public Node Left => _left;

    public Node Right => _right;

    public override JsonValue One(Machine machine, Env env, JsonValue input) =>
        _right.One(machine, env, _left.One(machine, env, input));

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (_left.TryOne(machine, env, input, out var value))
        {
            return _right.TryOne(machine, env, value, out result);
        }

        result = default;
        return false;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (path is null && _left.IsAtMostOne)
        {
            return !_left.TryOne(machine, env, input, out var value) || _right.Run(machine, env, value, null, sink);
        }

        return _left.Run(machine, env, input, path, path is null && _right.IsAtMostOne
            ? new DirectSink(_right, machine, env, sink)
            : new RightSink(_right, machine, env, sink));
    }

    public override bool IsUpdatable => _left.IsUpdatable && _right.IsUpdatable;

    public override bool TryUpdate(Machine machine, Env env, JsonValue input, Updater updater, out JsonValue result) =>
        _left.TryUpdate(machine, env, input, new RightUpdater(_right, machine, env, updater), out result);

    private sealed class RightUpdater(Node right, Machine machine, Env env, Updater updater) : Updater
    {
        public override bool Apply(JsonValue old, out JsonValue updated) => right.TryUpdate(machine, env, old, updater, out updated);
    }

    public override bool Collect(Machine machine, Env env, JsonValue input)
    {
        if (_left.IsAtMostOne)
        {
            return !_left.TryOne(machine, env, input, out var value) || _right.Collect(machine, env, value);
        }

        if (_left is not IterateNode || !_right.IsAtMostOne || input.AsArray is not { } array)
        {
            return base.Collect(machine, env, input);
        }

        foreach (var item in array.Span)
        {
            machine.Step();
            if (_right.TryOne(machine, env, item, out var value))
            {
                machine.Buffer(value);
            }
        }

        return true;
    }

    private sealed class RightSink(Node right, Machine machine, Env env, Sink sink) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? path) => right.Run(machine, env, value, path, sink);
    }

    private sealed class DirectSink(Node right, Machine machine, Env env, Sink sink) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? path) =>
            !right.TryOne(machine, env, value, out var result) || sink.Emit(result, null);
    }
}

internal sealed class CommaNode : Node
{
    private readonly Node _left;
    private readonly Node _right;

    public CommaNode(Node left, Node right)
    {
        (_left, _right) = (left, right);
        Escape = Math.Min(left.Escape, right.Escape);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        machine.Step();
        return _left.Run(machine, env, input, path, sink) && _right.Run(machine, env, input, path, sink);
    }
}

internal sealed class EmptyNode : Node
{
    public override bool IsUpdatable => true;

    public override bool TryUpdate(Machine machine, Env env, JsonValue input, Updater updater, out JsonValue result)
    {
        result = input;
        return true;
    }

    public EmptyNode() => Cardinality = Cardinality.Optional;

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        result = default;
        return false;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) => true;
}

internal sealed class IfNode : Node
{
    private readonly Node _condition;
    private readonly Node _then;
    private readonly Node _else;

    public IfNode(Node condition, Node then, Node otherwise)
    {
        (_condition, _then, _else) = (condition, then, otherwise);
        Cardinality = (Cardinality)Math.Max((byte)condition.Cardinality, Math.Max((byte)then.Cardinality, (byte)otherwise.Cardinality));
        Escape = Math.Min(condition.Escape, Math.Min(then.Escape, otherwise.Escape));
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input) =>
        (_condition.One(machine, env, input).IsTruthy ? _then : _else).One(machine, env, input);

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (_condition.IsOne)
        {
            return (_condition.One(machine, env, input).IsTruthy ? _then : _else).TryOne(machine, env, input, out result);
        }

        if (_condition.TryOne(machine, env, input, out var condition))
        {
            return (condition.IsTruthy ? _then : _else).TryOne(machine, env, input, out result);
        }

        result = default;
        return false;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (_condition.IsAtMostOne)
        {
            return !_condition.TryOne(machine, env, input, out var condition)
                || (condition.IsTruthy ? _then : _else).Run(machine, env, input, path, sink);
        }

        return _condition.Run(machine, env, input, null, new ConditionSink(this, machine, env, input, path, sink));
    }

    public override bool IsUpdatable => _condition.IsOne && _then.IsUpdatable && _else.IsUpdatable;

    public override bool TryUpdate(Machine machine, Env env, JsonValue input, Updater updater, out JsonValue result) =>
        (_condition.One(machine, env, input).IsTruthy ? _then : _else).TryUpdate(machine, env, input, updater, out result);

    private sealed class ConditionSink(IfNode node, Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? _) =>
            (value.IsTruthy ? node._then : node._else).Run(machine, env, input, path, sink);
    }
}

/// <summary><c>label $name | body</c>. Its cell in the scope is the identity that a break looks for.</summary>
internal sealed class LabelNode : Node
{
    private readonly Node _body;

    public LabelNode(Node body, int depth)
    {
        _body = body;
        Escape = body.Escape >= depth ? Contained : body.Escape;
        Cardinality = Cardinality.Many;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var label = new Env(env, default);
        if (_body.Run(machine, label, input, path, sink))
        {
            return true;
        }

        if (!ReferenceEquals(machine.Breaking, label))
        {
            return false;
        }

        machine.Breaking = null;
        return true;
    }
}

internal sealed class BreakNode(int hops) : Node
{
    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        machine.Breaking = env.Up(hops);
        return false;
    }
}
