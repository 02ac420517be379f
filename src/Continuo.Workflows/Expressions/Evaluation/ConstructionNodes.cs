using Continuo.Workflows.Expressions.Builtins;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

internal sealed class LiteralNode(JsonValue value) : ValueNode
{
    public JsonValue Value => value;

    public override JsonValue One(Machine machine, Env env, JsonValue input) => value;
}

/// <summary><c>[body]</c>.</summary>
internal sealed class CollectNode : Node
{
    public CollectNode(Node body)
    {
        Body = body;
        Escape = body.Escape;
        Cardinality = body.Escape == Contained ? Cardinality.One : Cardinality.Many;
    }

    public Node Body { get; }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var start = machine.Buffered;
        Body.Collect(machine, env, input);
        return machine.TakeArray(start);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var start = machine.Buffered;
        if (!Body.Collect(machine, env, input))
        {
            machine.Drop(start);
            return false;
        }

        return sink.Emit(machine.TakeArray(start), path is null ? null : PathTo.None);
    }
}

/// <summary><c>[body] | length</c> without the array.</summary>
internal sealed class CountNode(Node body) : ValueNode
{
    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var start = machine.Buffered;
        body.Collect(machine, env, input);
        var count = machine.Buffered - start;
        machine.Drop(start);
        return count;
    }
}

/// <summary>An object whose keys are known and whose values are single: the keys are shared by all objects that it makes.</summary>
internal sealed class RecordNode(JsonObject.Shape shape, Node[] values) : ValueNode
{
    public JsonObject.Shape Shape => shape;

    public ReadOnlySpan<Node> Values => values;

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var made = new JsonValue[values.Length];
        for (var i = 0; i < made.Length; i++)
        {
            made[i] = values[i].One(machine, env, input);
        }

        machine.Build(made.Length);
        return shape.Make(made);
    }
}

/// <summary><c>left + {known: keys}</c>, without the object in between.</summary>
internal sealed class ExtendNode : ValueNode
{
    private readonly Node _left;
    private readonly RecordNode _record;
    private JsonObject.Extension? _last;

    public ExtendNode(Node left, RecordNode record)
    {
        (_left, _record) = (left, record);
        Escape = left.Escape;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        if (_left is not IdentityNode || input.AsObject is not { } members)
        {
            var right = _record.One(machine, env, input);
            var left = _left.One(machine, env, input);
            machine.At = Offset;
            return Arithmetic.Add(machine, left, right);
        }

        // Objects from one source have one shape: the extended one is kept. A race computes it twice.
        var extension = Volatile.Read(ref _last);
        if (extension is null || !extension.Fits(members))
        {
            extension = new JsonObject.Extension(members, _record.Shape);
            Volatile.Write(ref _last, extension);
        }

        machine.Walk(members.Count);
        machine.Build(1 + _record.Values.Length);
        var values = extension.Start(members);
        for (var i = 0; i < _record.Values.Length; i++)
        {
            values[extension.Positions[i]] = _record.Values[i].One(machine, env, input);
        }

        return extension.Make(values);
    }
}

/// <summary>An object of any keys and values; the first member varies slowest.</summary>
internal sealed class ObjectNode : Node
{
    private readonly (Node Key, Node Value)[] _members;

    public ObjectNode((Node Key, Node Value)[] members)
    {
        _members = members;
        Cardinality = Array.TrueForAll(members, m => m.Key.IsOne && m.Value.IsOne) ? Cardinality.One : Cardinality.Many;
        Escape = members.Min(m => Math.Min(m.Key.Escape, m.Value.Escape));
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var builder = new JsonObject.Builder(_members.Length);
        foreach (var (key, value) in _members)
        {
            builder.Set(Name(machine, key.One(machine, env, input)), value.One(machine, env, input));
        }

        machine.Build(_members.Length);

        return builder.Build();
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        Cardinality is Cardinality.One
            ? sink.Emit(One(machine, env, input), path is null ? null : PathTo.None)
            : Members(0, JsonObject.Empty, machine, env, input, path, sink);

    private bool Members(int index, JsonObject made, Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (index == _members.Length)
        {
            machine.Build(index);
            return sink.Emit(made, path is null ? null : PathTo.None);
        }

        var (key, value) = _members[index];
        return key.Run(machine, env, input, null, new Each((name, _) =>
        {
            var text = Name(machine, name);
            return value.Run(machine, env, input, null, new Each((member, _) =>
                Members(index + 1, made.With(text, member), machine, env, input, path, sink)));
        }));
    }

    private string Name(Machine machine, JsonValue key)
    {
        if (key.AsString is { } name)
        {
            return name;
        }

        machine.At = Offset;
        Secrets.Refuse(key, "use it as a key");
        throw new JqException($"Cannot use {JqText.Describe(key)} as object key");
    }
}

/// <summary>A string with programs in it; the last program varies slowest.</summary>
internal sealed class TemplateNode : Node
{
    private readonly Node[] _parts;
    private readonly bool[] _literals;
    private readonly Native _format;

    public TemplateNode(Node[] parts, bool[] literals, Native format)
    {
        (_parts, _literals, _format) = (parts, literals, format);
        Cardinality = Array.TrueForAll(parts, p => p.IsOne) ? Cardinality.One : Cardinality.Many;
        Escape = parts.Min(p => p.Escape);
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var values = new JsonValue[_parts.Length];
        for (var i = _parts.Length - 1; i >= 0; i--)
        {
            values[i] = Part(machine, i, _parts[i].One(machine, env, input));
        }

        return Join(machine, values);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (Cardinality is Cardinality.One)
        {
            return sink.Emit(One(machine, env, input), path is null ? null : PathTo.None);
        }

        return Parts(_parts.Length - 1, new JsonValue[_parts.Length], machine, env, input, path, sink);
    }

    private bool Parts(int index, JsonValue[] values, Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (index < 0)
        {
            return sink.Emit(Join(machine, values), path is null ? null : PathTo.None);
        }

        return _parts[index].Run(machine, env, input, null, new Each((value, _) =>
        {
            values[index] = Part(machine, index, value);
            return Parts(index - 1, values, machine, env, input, path, sink);
        }));
    }

    private JsonValue Part(Machine machine, int index, JsonValue value)
    {
        machine.At = Offset;
        return _literals[index] ? value : _format.Call(machine, value, default, default, default);
    }

    private static JsonValue Join(Machine machine, JsonValue[] parts)
    {
        if (Array.Exists(parts, p => p.IsSymbolic))
        {
            var joined = parts[0];
            for (var i = 1; i < parts.Length; i++)
            {
                joined = Arithmetic.Add(machine, joined, parts[i]);
            }

            return joined;
        }

        var texts = new string[parts.Length];
        var length = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            texts[i] = parts[i].String;
            length += texts[i].Length;
        }

        machine.EnsureSize(length);
        return string.Concat(texts);
    }
}
