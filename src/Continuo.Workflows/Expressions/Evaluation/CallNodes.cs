using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>A function compiled for the kinds of arguments of some of its calls.</summary>
internal sealed class Function
{
    /// <summary>Set once compiled; calls inside the body refer to the function before.</summary>
    public Node Body { get; set; } = null!;

    /// <summary>What calls may rely on; during compilation an assumption that is checked at its end.</summary>
    public Cardinality Cardinality { get; set; }

    public int Escape { get; set; } = Node.Contained;

    /// <summary>Another call was compiled while the body was: it relied on the assumptions.</summary>
    public bool IsReferred { get; set; }
}

/// <summary>A call of a function that the program (or the library written in jq) defines.</summary>
internal sealed class CallNode : Node
{
    private readonly Function _function;
    private readonly (Node Node, bool IsValue)[] _arguments;
    private readonly int _hops;
    private readonly bool _isDirect;

    /// <param name="function">The function.</param>
    /// <param name="arguments">Closures, or programs whose values are passed; the first of these varies slowest.</param>
    /// <param name="hops">How far up the function's own scope is.</param>
    public CallNode(Function function, (Node Node, bool IsValue)[] arguments, int hops)
    {
        (_function, _arguments, _hops) = (function, arguments, hops);
        _isDirect = Array.TrueForAll(arguments, a => !a.IsValue || a.Node.IsOne);
        Cardinality = _isDirect ? function.Cardinality : Cardinality.Many;
        Escape = arguments.Aggregate(function.Escape, (least, a) => Math.Min(least, a.Node.Escape));
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        machine.Enter();
        var result = _function.Body.One(machine, Scope(machine, env, input), input);
        machine.Leave();
        return result;
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        machine.Enter();
        var isThere = _function.Body.TryOne(machine, Scope(machine, env, input), input, out result);
        machine.Leave();
        return isThere;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        machine.Enter();
        var goesOn = _isDirect
            ? _function.Body.Run(machine, Scope(machine, env, input), input, path, sink)
            : Values(0, env.Up(_hops), machine, env, input, path, sink);
        machine.Leave();
        return goesOn;
    }

    private Env Scope(Machine machine, Env env, JsonValue input)
    {
        var scope = env.Up(_hops);
        foreach (var (node, isValue) in _arguments)
        {
            scope = isValue ? new Env(scope, node.One(machine, env, input)) : Closure(scope, node, env);
        }

        return scope;
    }

    private bool Values(int index, Env scope, Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (index == _arguments.Length)
        {
            return _function.Body.Run(machine, scope, input, path, sink);
        }

        var (node, isValue) = _arguments[index];
        return isValue
            ? node.Run(machine, env, input, null, new Each((value, _) => Values(index + 1, new Env(scope, value), machine, env, input, path, sink)))
            : Values(index + 1, Closure(scope, node, env), machine, env, input, path, sink);
    }

    /// <summary>A closure that only passes on a closure is that closure; recursion would build chains of them.</summary>
    private static Env Closure(Env scope, Node node, Env env)
    {
        if (node is ClosureNode passed)
        {
            var cell = env.Up(passed.Hops);
            return new Env(scope, cell.Code!, cell.CodeEnv!);
        }

        return new Env(scope, node, env);
    }
}

/// <summary>A call of a parameter.</summary>
internal sealed class ClosureNode(int hops) : Node
{
    public int Hops => hops;

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var cell = env.Up(hops);
        machine.Enter();
        var result = cell.Code!.One(machine, cell.CodeEnv!, input);
        machine.Leave();
        return result;
    }

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        var cell = env.Up(hops);
        machine.Enter();
        var isThere = cell.Code!.TryOne(machine, cell.CodeEnv!, input, out result);
        machine.Leave();
        return isThere;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var cell = env.Up(hops);
        machine.Enter();
        var goesOn = cell.Code!.Run(machine, cell.CodeEnv!, input, path, sink);
        machine.Leave();
        return goesOn;
    }
}
