using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions;

/// <summary>A compiled expression, in whichever language its document speaks. Immutable and thread-safe.</summary>
public abstract class ExpressionProgram
{
    private protected ExpressionProgram(string source, ImmutableArray<string> variables)
    {
        Source = source;
        Variables = variables;
    }

    public string Source { get; }

    /// <summary>The global variables that the program names, without the dollar sign.</summary>
    public ImmutableArray<string> Variables { get; }

    /// <summary>The first result, null when there is none.</summary>
    /// <exception cref="JqException">The evaluation failed before its first result.</exception>
    public JsonValue First(JsonValue input, JqEnvironment environment, JqLimits limits) =>
        TryFirst(input, environment, limits, out var result) ? result : default;

    /// <summary>Whether there is a result at all, and the first.</summary>
    /// <exception cref="JqException">The evaluation failed before its first result.</exception>
    public abstract bool TryFirst(JsonValue input, JqEnvironment environment, JqLimits limits, out JsonValue result);
}
