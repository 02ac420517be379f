using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>A runtime expression, wherever a workflow takes a value.</summary>
/// <param name="Source">The program, without <c>${ }</c>.</param>
public readonly record struct Expr(string Source)
{
    /// <summary>An expression in jq, such as <c>.amount > 100</c>.</summary>
    public static Expr Jq(string source)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        return new(source);
    }

    /// <summary>As documents write it: <c>${ .amount > 100 }</c>.</summary>
    public JsonValue ToValue() => ToString();

    public override string ToString() => $"${{ {Source} }}";

    /// <summary>See <see cref="ToValue"/>.</summary>
    public static implicit operator JsonValue(Expr expression) => expression.ToValue();
}
