using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

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
