using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary><c>left // right</c>: the true results of the left side, or the right side when there are none. Errors of the left side count as none.</summary>
internal sealed class AlternativeNode : Node
{
    private readonly Node _left;
    private readonly Node _right;

    public AlternativeNode(Node left, Node right)
    {
        (_left, _right) = (left, right);
        Cardinality = (Cardinality)Math.Max((byte)left.Cardinality, (byte)right.Cardinality);
        if (left.Cardinality is Cardinality.Optional && right.IsOne)
        {
            Cardinality = Cardinality.One;
        }

        Escape = Math.Min(left.Escape, right.Escape);
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input) =>
        TryLeft(machine, env, input, out var value) ? value : _right.One(machine, env, input);

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result) =>
        TryLeft(machine, env, input, out result) || _right.TryOne(machine, env, input, out result);

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var truth = new TruthSink(sink);
        var guard = new GuardSink(machine, truth);
        try
        {
            if (!_left.Run(machine, env, input, path, guard))
            {
                return false;
            }
        }
        catch (JqException error) when (!guard.IsOutside && !error.IsLimit && !error.IsSecretMisuse)
        {
            guard.Recover();
        }

        return truth.IsFound || _right.Run(machine, env, input, path, sink);
    }

    private bool TryLeft(Machine machine, Env env, JsonValue input, out JsonValue value)
    {
        var mark = machine.Mark;
        try
        {
            return _left.TryOne(machine, env, input, out value) && value.IsTruthy;
        }
        catch (JqException error) when (!error.IsLimit && !error.IsSecretMisuse)
        {
            machine.Recover(mark);
            value = default;
            return false;
        }
    }

    private sealed class TruthSink(Sink sink) : Sink
    {
        public bool IsFound { get; private set; }

        public override bool Emit(JsonValue value, PathTo? path)
        {
            if (!value.IsTruthy)
            {
                return true;
            }

            IsFound = true;
            return sink.Emit(value, path);
        }
    }
}

/// <summary><c>try body catch handler</c>; without a handler errors end it in silence.</summary>
internal sealed class TryNode : Node
{
    private readonly Node _body;
    private readonly Node? _handler;

    public TryNode(Node body, Node? handler)
    {
        (_body, _handler) = (body, handler);
        var caught = handler?.Cardinality ?? Cardinality.Optional;
        Cardinality = (Cardinality)Math.Max((byte)body.Cardinality, (byte)caught);
        Escape = Math.Min(body.Escape, handler?.Escape ?? Contained);
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var mark = machine.Mark;
        JsonValue caught;
        try
        {
            return _body.One(machine, env, input);
        }
        catch (JqException error) when (IsCatchable(error))
        {
            caught = Caught(machine, error, mark);
        }

        return _handler!.One(machine, env, caught);
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        var mark = machine.Mark;
        JsonValue caught;
        try
        {
            return _body.TryOne(machine, env, input, out result);
        }
        catch (JqException error) when (IsCatchable(error))
        {
            caught = Caught(machine, error, mark);
        }

        result = default;
        return _handler is not null && _handler.TryOne(machine, env, caught, out result);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var guard = new GuardSink(machine, sink);
        JsonValue caught;
        try
        {
            return _body.Run(machine, env, input, path, guard);
        }
        catch (JqException error) when (!guard.IsOutside && IsCatchable(error))
        {
            guard.Recover();
            caught = error.Value;
        }

        return _handler is null || _handler.Run(machine, env, caught, path is null ? null : PathTo.None, sink);
    }

    public static bool IsCatchable(JqException error) => !error.IsLimit && !error.IsSecretMisuse;

    private static JsonValue Caught(Machine machine, JqException error, (int Depth, int Buffered) mark)
    {
        machine.Recover(mark);
        return error.Value;
    }
}

/// <summary>Knows whether control is with those who take the results: an error that comes from there is not the sender's.</summary>
internal sealed class GuardSink(Machine machine, Sink sink) : Sink
{
    private (int Depth, int Buffered) _mark = machine.Mark;

    public bool IsOutside { get; private set; }

    /// <summary>Puts the machine back to where the sender was after its last result, which those outside may have buffered.</summary>
    public void Recover() => machine.Recover(_mark);

    public override bool Emit(JsonValue value, PathTo? path)
    {
        IsOutside = true;
        var goesOn = sink.Emit(value, path);
        IsOutside = false;
        _mark.Buffered = machine.Buffered;
        return goesOn;
    }
}
