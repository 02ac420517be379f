using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>What becomes of each value at an updated path.</summary>
internal abstract class Updater
{
    /// <returns>False when the value is to be deleted.</returns>
    public abstract bool Apply(JsonValue old, out JsonValue updated);
}

internal sealed class ConstantUpdater(JsonValue value) : Updater
{
    public override bool Apply(JsonValue old, out JsonValue updated)
    {
        updated = value;
        return true;
    }
}

/// <summary>The first result of a program, or deletion when it has none.</summary>
internal sealed class ProgramUpdater(Node program, Machine machine, Env env) : Updater
{
    public override bool Apply(JsonValue old, out JsonValue updated)
    {
        if (program.IsAtMostOne)
        {
            return program.TryOne(machine, env, old, out updated);
        }

        var first = new FirstSink();
        program.Run(machine, env, old, null, first);
        updated = first.Value;
        return first.HasValue;
    }
}

internal sealed class OperatorUpdater(OperatorNode operation, Machine machine, JsonValue right) : Updater
{
    public override bool Apply(JsonValue old, out JsonValue updated)
    {
        updated = operation.Apply(machine, old, right);
        return true;
    }
}

internal sealed class DefaultUpdater(JsonValue value) : Updater
{
    public override bool Apply(JsonValue old, out JsonValue updated)
    {
        updated = old.IsTruthy ? old : value;
        return true;
    }
}

internal enum UpdateKind
{
    Assign,
    Operate,
    Default,
}

/// <summary><c>target = value</c>, <c>target += value</c> and the like, <c>target //= value</c>: once for each value of the right side.</summary>
internal sealed class AssignNode : Node
{
    private readonly Node _target;
    private readonly Node _value;
    private readonly UpdateKind _kind;
    private readonly OperatorNode? _operation;

    public AssignNode(Node target, Node value, UpdateKind kind, OperatorNode? operation)
    {
        (_target, _value, _kind, _operation) = (target, value, kind, operation);
        Escape = Math.Min(target.Escape, value.Escape);
        Cardinality = Escape == Contained ? value.Cardinality : Cardinality.Many;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var value = _value.One(machine, env, input);
        machine.At = Offset;
        return Updating.Update(machine, env, _target, input, Updater(machine, value));
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (!_value.TryOne(machine, env, input, out result))
        {
            return false;
        }

        machine.At = Offset;
        result = Updating.Update(machine, env, _target, input, Updater(machine, result));
        return true;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _value.Run(machine, env, input, null, new Each((value, _) =>
        {
            machine.At = Offset;
            var updated = Updating.Update(machine, env, _target, input, Updater(machine, value));
            return machine.Breaking is null && sink.Emit(updated, path?.Of(updated, input));
        }));

    private Updater Updater(Machine machine, JsonValue value) => _kind switch
    {
        UpdateKind.Assign => new ConstantUpdater(value),
        UpdateKind.Operate => new OperatorUpdater(_operation!, machine, value),
        _ => new DefaultUpdater(value),
    };
}

/// <summary><c>target |= program</c>.</summary>
internal sealed class ModifyNode : Node
{
    private readonly Node _target;
    private readonly Node _program;

    public ModifyNode(Node target, Node program)
    {
        (_target, _program) = (target, program);
        Escape = Math.Min(target.Escape, program.Escape);
        Cardinality = Escape == Contained ? Cardinality.One : Cardinality.Many;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        machine.At = Offset;
        return Updating.Update(machine, env, _target, input, new ProgramUpdater(_program, machine, env));
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var updated = One(machine, env, input);
        return machine.Breaking is null && sink.Emit(updated, path?.Of(updated, input));
    }
}

/// <summary>Changes every value that a path expression reaches.</summary>
internal static class Updating
{
    public static JsonValue Update(Machine machine, Env env, Node target, JsonValue input, Updater updater)
    {
        if (target.IsUpdatable)
        {
            return target.TryUpdate(machine, env, input, updater, out var updated) ? updated : default;
        }

        // Paths are found in the value as it was; each change goes into the value as it has become.
        var state = input;
        List<JsonValue>? deleted = null;
        target.Run(machine, env, input, PathTo.Root, new Each((value, path) =>
        {
            var at = path!.IsNone ? throw new JqException($"Invalid path expression with result {JqText.Cut(value)}") : path.ToArray();
            machine.Step();
            if (updater.Apply(Paths.GetPath(machine, state, at), out var updated))
            {
                state = Paths.SetPath(machine, state, at, updated);
            }
            else if (machine.Breaking is null)
            {
                (deleted ??= []).Add(at);
            }

            return machine.Breaking is null;
        }));
        return deleted is null ? state : Paths.DeletePaths(machine, state, JsonArray.Own([.. deleted]));
    }
}
