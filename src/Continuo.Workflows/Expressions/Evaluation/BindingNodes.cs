using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

internal sealed class VariableNode(int hops) : ValueNode
{
    public override JsonValue One(Machine machine, Env env, JsonValue input) => env.Up(hops).Value;
}

/// <summary>A variable that the environment gives.</summary>
internal sealed class GlobalNode(string name) : ValueNode
{
    public string Name { get; } = name;

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        if (machine.Environment.TryGetVariable(Name, out var value))
        {
            return value;
        }

        machine.At = Offset;
        throw new JqException($"${Name} is not defined");
    }
}

/// <summary><c>source as $name | body</c>.</summary>
internal sealed class BindNode : Node
{
    private readonly Node _source;
    private readonly Node _body;

    public BindNode(Node source, Node body)
    {
        (_source, _body) = (source, body);
        Cardinality = (Cardinality)Math.Max((byte)source.Cardinality, (byte)body.Cardinality);
        Escape = Math.Min(source.Escape, body.Escape);
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input) =>
        _body.One(machine, new Env(env, _source.One(machine, env, input)), input);

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (_source.TryOne(machine, env, input, out var value))
        {
            return _body.TryOne(machine, new Env(env, value), input, out result);
        }

        result = default;
        return false;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _source.Run(machine, env, input, null, new BoundSink(_body, machine, new Env(env, default), input, path, sink));

    private sealed class BoundSink(Node body, Machine machine, Env cell, JsonValue input, PathTo? path, Sink sink) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? _)
        {
            cell.Value = value;
            return body.Run(machine, cell, input, path, sink);
        }
    }
}

/// <summary><c>source as pattern ?// pattern | body</c>: the next pattern is tried when the one before, or the body with it, fails.</summary>
internal sealed class DestructureNode : Node
{
    private readonly Node _source;
    private readonly Matcher[] _patterns;
    private readonly int _variables;
    private readonly Node _body;

    public DestructureNode(Node source, Matcher[] patterns, int variables, Node body)
    {
        (_source, _patterns, _variables, _body) = (source, patterns, variables, body);
        Escape = Math.Min(Math.Min(source.Escape, body.Escape), patterns.Min(p => p.Escape));
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _source.Run(machine, env, input, null, new Each((value, _) => Alternatives(machine, env, value, input, path, sink)));

    private bool Alternatives(Machine machine, Env env, JsonValue value, JsonValue input, PathTo? path, Sink sink)
    {
        for (var i = 0; ; i++)
        {
            var cells = Matcher.Cells(env, _variables);
            if (i == _patterns.Length - 1)
            {
                return _patterns[i].Match(machine, cells, value, () => _body.Run(machine, cells, input, path, sink));
            }

            var guard = new GuardSink(machine, sink);
            try
            {
                return _patterns[i].Match(machine, cells, value, () => _body.Run(machine, cells, input, path, guard));
            }
            catch (JqException error) when (!guard.IsOutside && TryNode.IsCatchable(error))
            {
                guard.Recover();
            }
        }
    }
}

/// <summary>A compiled pattern. Writes what it binds into cells that its user made, then goes on.</summary>
internal abstract class Matcher
{
    public int Escape { get; init; } = Node.Contained;

    public abstract bool Match(Machine machine, Env cells, JsonValue value, Func<bool> next);

    public static Env Cells(Env env, int count)
    {
        for (var i = 0; i < count; i++)
        {
            env = new Env(env, default);
        }

        return env;
    }

    public sealed class Variable(int hops) : Matcher
    {
        public override bool Match(Machine machine, Env cells, JsonValue value, Func<bool> next)
        {
            cells.Up(hops).Value = value;
            return next();
        }
    }

    /// <summary>A member or item by key, then the pattern for what is found there.</summary>
    public sealed class At(Node key, int bindingHops, Matcher? inner, int offset) : Matcher
    {
        public override bool Match(Machine machine, Env cells, JsonValue value, Func<bool> next) =>
            key.Run(machine, cells, value, null, new Each((name, _) =>
            {
                machine.At = offset;
                var found = Access.Get(value, name);
                if (bindingHops >= 0)
                {
                    cells.Up(bindingHops).Value = found;
                }

                return inner is null ? next() : inner.Match(machine, cells, found, next);
            }));
    }

    public sealed class All(Matcher[] parts) : Matcher
    {
        public override bool Match(Machine machine, Env cells, JsonValue value, Func<bool> next) =>
            From(0, machine, cells, value, next);

        private bool From(int index, Machine machine, Env cells, JsonValue value, Func<bool> next) => index == parts.Length
            ? next()
            : parts[index].Match(machine, cells, value, () => From(index + 1, machine, cells, value, next));
    }
}
