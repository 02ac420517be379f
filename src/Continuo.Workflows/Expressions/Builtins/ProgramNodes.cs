using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

internal sealed class NotNode : ValueNode
{
    public override JsonValue One(Machine machine, Env env, JsonValue input) => !input.IsTruthy;
}

internal sealed class NowNode : ValueNode
{
    public override JsonValue One(Machine machine, Env env, JsonValue input) =>
        (machine.Environment.Now - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond;
}

internal sealed class IsEmptyNode : Node
{
    private readonly Node _body;

    public IsEmptyNode(Node body)
    {
        _body = body;
        Escape = body.Escape;
        Cardinality = body.Escape == Contained ? Cardinality.One : Cardinality.Many;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var first = new FirstSink();
        _body.Run(machine, env, input, null, first);
        return !first.HasValue;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var first = new FirstSink();
        return (_body.Run(machine, env, input, null, first) || first.HasValue) && sink.Emit(!first.HasValue, path is null ? null : PathTo.None);
    }
}

internal sealed class PathNode : Node
{
    private readonly Node _body;

    public PathNode(Node body)
    {
        _body = body;
        Escape = body.Escape;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var none = path is null ? null : PathTo.None;
        return _body.Run(machine, env, input, PathTo.Root, new Each((value, found) =>
        {
            if (found!.IsNone)
            {
                machine.At = Offset;
                throw new JqException($"Invalid path expression with result {JqText.Cut(value)}");
            }

            return sink.Emit(found.ToArray(), none);
        }));
    }
}

/// <summary><c>getpath(path)</c>: a path expression itself.</summary>
internal sealed class GetPathNode : Node
{
    private readonly Node _path;

    public GetPathNode(Node path)
    {
        _path = path;
        Cardinality = path.Cardinality;
        Escape = path.Escape;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var keys = _path.One(machine, env, input);
        machine.At = Offset;
        return Paths.GetPath(machine, input, keys);
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (!_path.TryOne(machine, env, input, out result))
        {
            return false;
        }

        machine.At = Offset;
        result = Paths.GetPath(machine, input, result);
        return true;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _path.Run(machine, env, input, null, new Each((keys, _) =>
        {
            machine.At = Offset;
            if (path is { IsNone: true })
            {
                throw Access.NotAPath(input, keys);
            }

            var value = Paths.GetPath(machine, input, keys);
            var at = path;
            if (path is not null)
            {
                foreach (var key in keys.Array)
                {
                    at = at!.Add(key);
                }
            }

            return sink.Emit(value, at);
        }));
}

internal sealed class ErrorNode : Node
{
    private readonly Node _message;

    public ErrorNode(Node message)
    {
        _message = message;
        Cardinality = message.Cardinality;
        Escape = message.Escape;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input) => throw Error(machine, _message.One(machine, env, input));

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result) =>
        !_message.TryOne(machine, env, input, out result) ? false : throw Error(machine, result);

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _message.Run(machine, env, input, null, new Each((value, _) => throw Error(machine, value)));

    private JqException Error(Machine machine, JsonValue value)
    {
        machine.At = Offset;
        if (Secrets.Contains(machine, value))
        {
            Secrets.Refuse(value, "raise it as an error");
        }

        return new JqException(value.AsString ?? $"{JqText.Cut(value)} (not a string)", value);
    }
}

internal enum Keyed
{
    SortBy,
    GroupBy,
    UniqueBy,
    MinBy,
    MaxBy,
}

/// <summary><c>sort_by(f)</c> and its kin: the key of an item is the array of all results of <c>f</c>.</summary>
internal sealed class KeyedNode : Node
{
    private readonly CollectNode _keys;
    private readonly Node _key;
    private readonly Keyed _kind;

    public KeyedNode(Node key, Keyed kind)
    {
        (_key, _keys, _kind) = (key, new CollectNode(key), kind);
        Escape = key.Escape;
        Cardinality = Escape == Contained ? Cardinality.One : Cardinality.Many;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        machine.At = Offset;
        if (input.AsArray is not { } array)
        {
            Secrets.Refuse(input, "sort it");
            throw _kind is Keyed.MinBy or Keyed.MaxBy or Keyed.SortBy or Keyed.GroupBy or Keyed.UniqueBy
                ? new JqException($"{JqText.Describe(input)} cannot be {(_kind is Keyed.GroupBy ? "grouped" : "sorted")}, as it is not an array")
                : throw new System.Diagnostics.UnreachableException();
        }

        // A single key sorts like the array that holds it, so the array is spared.
        var keys = new JsonValue[array.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            machine.Step();
            keys[i] = _key.IsOne ? _key.One(machine, env, array[i]) : _keys.One(machine, env, array[i]);
            ArrayBuiltins.RefuseSecrets(machine, keys[i]);
        }

        return _kind switch
        {
            Keyed.MinBy => Extreme(machine, array, keys, false),
            Keyed.MaxBy => Extreme(machine, array, keys, true),
            Keyed.SortBy => ArrayBuiltins.SortBy(machine, array, keys),
            Keyed.GroupBy => ArrayBuiltins.GroupBy(machine, array, keys),
            _ => ArrayBuiltins.UniqueBy(machine, array, keys),
        };
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (Escape != Contained)
        {
            // A break inside leaves through the keys: find it before any key is used.
            if (input.AsArray is { } array)
            {
                foreach (var item in array)
                {
                    if (!_key.Run(machine, env, item, null, new LastSink()))
                    {
                        return false;
                    }
                }
            }
        }

        return sink.Emit(One(machine, env, input), path is null ? null : PathTo.None);
    }

    private static JsonValue Extreme(Machine machine, JsonArray items, JsonValue[] keys, bool isMax)
    {
        var best = 0;
        for (var i = 1; i < keys.Length; i++)
        {
            var order = machine.Compare(keys[i], keys[best]);
            best = isMax ? (order >= 0 ? i : best) : (order < 0 ? i : best);
        }

        return items.Count == 0 ? default : items[best];
    }
}
