using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>Looks whether the stack still holds what is below it. Stands here and there in programs that are nested deeply.</summary>
internal sealed class GuardNode : Node
{
    private readonly Node _body;

    public GuardNode(Node body)
    {
        _body = body;
        Cardinality = body.Cardinality;
        Escape = body.Escape;
    }

    public override bool IsUpdatable => _body.IsUpdatable;

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        machine.EnsureStack();
        return _body.One(machine, env, input);
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        machine.EnsureStack();
        return _body.TryOne(machine, env, input, out result);
    }

    public override bool Collect(Machine machine, Env env, JsonValue input)
    {
        machine.EnsureStack();
        return _body.Collect(machine, env, input);
    }

    public override bool TryUpdate(Machine machine, Env env, JsonValue input, Updater updater, out JsonValue result)
    {
        machine.EnsureStack();
        return _body.TryUpdate(machine, env, input, updater, out result);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        machine.EnsureStack();
        return _body.Run(machine, env, input, path, sink);
    }
}
