using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

internal sealed class IdentityNode : Node
{
    public IdentityNode() => Cardinality = Cardinality.One;

    public override JsonValue One(Machine machine, Env env, JsonValue input) => input;

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) => sink.Emit(input, path);

    public override bool IsUpdatable => true;

    public override bool TryUpdate(Machine machine, Env env, JsonValue input, Updater updater, out JsonValue result) => updater.Apply(input, out result);
}

/// <summary><c>.name</c>. A quiet one gives nothing where the other fails.</summary>
internal sealed class FieldNode : Node
{
    private readonly string _name;
    private readonly JsonValue _key;
    private readonly bool _isQuiet;

    public FieldNode(string name, bool isQuiet)
    {
        _name = name;
        _key = name;
        _isQuiet = isQuiet;
        Cardinality = isQuiet ? Cardinality.Optional : Cardinality.One;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        if (input.AsObject is { } members)
        {
            return members[_name];
        }

        return input.IsNull ? default : Other(machine, input);
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (input.AsObject is { } members)
        {
            result = members[_name];
            return true;
        }

        result = default;
        if (input.IsNull)
        {
            return true;
        }

        if (_isQuiet && !input.IsSymbolic)
        {
            return false;
        }

        result = Other(machine, input);
        return true;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (path is { IsNone: true })
        {
            throw Access.NotAPath(input, _key);
        }

        return !TryOne(machine, env, input, out var value) || sink.Emit(value, path?.Add(_key));
    }

    public override bool IsUpdatable => true;

    public override bool TryUpdate(Machine machine, Env env, JsonValue input, Updater updater, out JsonValue result)
    {
        machine.Step();
        result = input;
        if (!TryOne(machine, env, input, out var old))
        {
            return true;
        }

        if (updater.Apply(old, out var updated))
        {
            result = Paths.Set(machine, input, _key, updated);
        }
        else if (input.AsObject is { } members)
        {
            machine.Walk(members.Count);
            result = members.Without(_name);
        }

        return true;
    }

    public FieldNode Quiet() => new(_name, true) { Offset = Offset };

    private JsonValue Other(Machine machine, JsonValue input)
    {
        machine.At = Offset;
        return Access.Get(input, _key);
    }
}

/// <summary><c>target[key]</c>: the key is computed from the same input as the target, and varies slowest.</summary>
internal sealed class IndexNode : Node
{
    private readonly Node _target;
    private readonly Node _key;

    public IndexNode(Node target, Node key)
    {
        (_target, _key) = (target, key);
        Cardinality = (Cardinality)Math.Max((byte)target.Cardinality, (byte)key.Cardinality);
        Escape = Math.Min(target.Escape, key.Escape);
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var key = _key.One(machine, env, input);
        var target = _target.One(machine, env, input);
        machine.At = Offset;
        return Access.Get(target, key);
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (!_key.TryOne(machine, env, input, out var key) || !_target.TryOne(machine, env, input, out var target))
        {
            result = default;
            return false;
        }

        machine.At = Offset;
        result = Access.Get(target, key);
        return true;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (_key.IsOne)
        {
            return _target.Run(machine, env, input, path, new KeyedSink(this, machine, _key.One(machine, env, input), sink));
        }

        return _key.Run(machine, env, input, null, new KeySink(this, machine, env, input, path, sink));
    }

    public override bool IsUpdatable => _target is IdentityNode && _key.IsOne;

    public override bool TryUpdate(Machine machine, Env env, JsonValue input, Updater updater, out JsonValue result)
    {
        machine.Step();
        var key = _key.One(machine, env, input);
        machine.At = Offset;
        result = updater.Apply(Access.Get(input, key), out var updated)
            ? Paths.Set(machine, input, key, updated)
            : Paths.DeletePaths(machine, input, JsonArray.Of(JsonArray.Of(key)));
        return true;
    }

    private sealed class KeySink(IndexNode node, Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? _) =>
            node._target.Run(machine, env, input, path, new KeyedSink(node, machine, value, sink));
    }

    private sealed class KeyedSink(IndexNode node, Machine machine, JsonValue key, Sink sink) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? path)
        {
            if (path is { IsNone: true })
            {
                throw Access.NotAPath(value, key);
            }

            machine.At = node.Offset;
            return sink.Emit(Access.Get(value, key), path?.Add(key));
        }
    }
}

/// <summary><c>target[from:to]</c>: <c>from</c> varies slowest, then <c>to</c>, then the target.</summary>
internal sealed class SliceNode : Node
{
    private readonly Node _target;
    private readonly Node _from;
    private readonly Node _to;

    public SliceNode(Node target, Node from, Node to)
    {
        (_target, _from, _to) = (target, from, to);
        Cardinality = target.IsOne && from.IsOne && to.IsOne ? Cardinality.One : Cardinality.Many;
        Escape = Math.Min(target.Escape, Math.Min(from.Escape, to.Escape));
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var from = _from.One(machine, env, input);
        var to = _to.One(machine, env, input);
        var target = _target.One(machine, env, input);
        machine.At = Offset;
        return Get(machine, target, from, to);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _from.Run(machine, env, input, null, new Each((from, _) =>
            _to.Run(machine, env, input, null, new Each((to, _) =>
                _target.Run(machine, env, input, path, new Each((target, at) =>
                {
                    var key = JsonObject.Of(("start", from), ("end", to));
                    if (at is { IsNone: true })
                    {
                        throw Access.NotAPath(target, key);
                    }

                    machine.At = Offset;
                    return sink.Emit(Get(machine, target, from, to), at?.Add(key));
                }))))));

    private static JsonValue Get(Machine machine, JsonValue target, JsonValue from, JsonValue to)
    {
        Secrets.Refuse(target, "cut it");
        var slice = Access.Slice(target, from, to);
        machine.Walk(slice.AsString?.Length ?? slice.AsArray?.Count ?? 0);
        return slice;
    }
}

/// <summary>A sink from a function, where speed does not matter.</summary>
internal sealed class Each(Func<JsonValue, PathTo?, bool> emit) : Sink
{
    public override bool Emit(JsonValue value, PathTo? path) => emit(value, path);
}
