using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions;

/// <summary>What a program sees besides its input: global variables, the clock, and secrets for comparisons.</summary>
/// <remarks>Used by one evaluation at a time. Values are asked for only when the program reaches them.</remarks>
public class JqEnvironment
{
    /// <summary>No variables, time stands at the epoch.</summary>
    public static JqEnvironment Empty { get; } = new();

    /// <summary>The time that <c>now</c> gives.</summary>
    public virtual DateTimeOffset Now => DateTimeOffset.UnixEpoch;

    /// <summary>The value of <c>$name</c>; false makes an error of the evaluation, never null.</summary>
    public virtual bool TryGetVariable(string name, out JsonValue value)
    {
        value = default;
        return false;
    }

    /// <summary>Called every few hundred steps. Throws, but no <see cref="JqException"/>, to end the evaluation: no <c>try</c> in the program catches it.</summary>
    public virtual void Working()
    {
    }

    /// <summary>The value of a secret, needed only to compare a symbolic value; null when there is none.</summary>
    public virtual JsonValue? Secret(string name) => null;
}
