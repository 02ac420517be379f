using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>Variables, closures and labels in scope, innermost first. Programs address them by distance.</summary>
/// <remarks>
/// Nothing that an evaluation makes outlives the call that made it, so a binding may set its own cell anew for each value:
/// everything that saw the earlier value has ended by then.
/// </remarks>
internal sealed class Env
{
    private readonly Env? _outer;

    public JsonValue Value;
    public readonly Node? Code;
    public readonly Env? CodeEnv;

    public static Env Top { get; } = new();

    private Env()
    {
    }

    public Env(Env outer, JsonValue value)
    {
        _outer = outer;
        Value = value;
    }

    /// <summary>A closure: a program with the scope that it was written in.</summary>
    public Env(Env outer, Node code, Env codeEnv)
    {
        _outer = outer;
        Code = code;
        CodeEnv = codeEnv;
    }

    public Env Up(int hops)
    {
        var at = this;
        while (hops-- > 0)
        {
            at = at._outer!;
        }

        return at;
    }
}
