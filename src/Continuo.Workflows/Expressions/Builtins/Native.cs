using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>A builtin in C# whose arguments are values. Exactly one of the four functions is there.</summary>
internal sealed class Native
{
    private readonly Func<Machine, JsonValue, JsonValue>? _f0;
    private readonly Func<Machine, JsonValue, JsonValue, JsonValue>? _f1;
    private readonly Func<Machine, JsonValue, JsonValue, JsonValue, JsonValue>? _f2;
    private readonly Func<Machine, JsonValue, JsonValue, JsonValue, JsonValue, JsonValue>? _f3;

    public Native(Func<Machine, JsonValue, JsonValue> function) => _f0 = function;

    public Native(Func<Machine, JsonValue, JsonValue, JsonValue> function) => _f1 = function;

    public Native(Func<Machine, JsonValue, JsonValue, JsonValue, JsonValue> function) => _f2 = function;

    public Native(Func<Machine, JsonValue, JsonValue, JsonValue, JsonValue, JsonValue> function) => _f3 = function;

    /// <summary>What the builtin does with a secret is its own affair; the others never get to see one.</summary>
    public bool TakesSecrets { get; init; }

    public string Name { get; init; } = "";

    public JsonValue Call(Machine machine, JsonValue input, JsonValue a, JsonValue b, JsonValue c)
    {
        if (!TakesSecrets && (input.IsSymbolic || a.IsSymbolic || b.IsSymbolic || c.IsSymbolic))
        {
            throw Secrets.Misuse(input.IsSymbolic ? input : a.IsSymbolic ? a : b.IsSymbolic ? b : c, $"{Name} would need its value");
        }

        machine.Build(2);
        return _f0 is not null ? _f0(machine, input)
            : _f1 is not null ? _f1(machine, input, a)
            : _f2 is not null ? _f2(machine, input, a, b)
            : _f3!(machine, input, a, b, c);
    }
}

/// <summary>A call of a <see cref="Native"/>. Arguments are evaluated from the last to the first; the last varies slowest.</summary>
internal sealed class BuiltinNode : Node
{
    private readonly Native _native;
    private readonly Node[] _arguments;

    public BuiltinNode(Native native, Node[] arguments)
    {
        (_native, _arguments) = (native, arguments);
        Cardinality = Array.TrueForAll(arguments, a => a.IsOne) ? Cardinality.One : Cardinality.Many;
        Escape = arguments.Aggregate(Contained, (least, a) => Math.Min(least, a.Escape));
    }

    public Native Native => _native;

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        JsonValue a = default, b = default, c = default;
        switch (_arguments.Length)
        {
            case 3:
                c = _arguments[2].One(machine, env, input);
                goto case 2;
            case 2:
                b = _arguments[1].One(machine, env, input);
                goto case 1;
            case 1:
                a = _arguments[0].One(machine, env, input);
                break;
        }

        machine.At = Offset;
        return _native.Call(machine, input, a, b, c);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (IsOne)
        {
            var value = One(machine, env, input);
            return sink.Emit(value, path?.Of(value, input));
        }

        return Arguments(_arguments.Length - 1, new JsonValue[3], machine, env, input, path, sink);
    }

    private bool Arguments(int index, JsonValue[] values, Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (index < 0)
        {
            machine.At = Offset;
            var value = _native.Call(machine, input, values[0], values[1], values[2]);
            return sink.Emit(value, path?.Of(value, input));
        }

        return _arguments[index].Run(machine, env, input, null, new Each((argument, _) =>
        {
            values[index] = argument;
            return Arguments(index - 1, values, machine, env, input, path, sink);
        }));
    }
}
