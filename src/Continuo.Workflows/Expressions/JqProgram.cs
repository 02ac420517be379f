using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions;

/// <summary>A compiled jq program. Immutable and thread-safe; compile once, evaluate often.</summary>
public sealed class JqProgram
{
    private JqProgram(string source, ImmutableArray<string> variables)
    {
        Source = source;
        Variables = variables;
    }

    public string Source { get; }

    /// <summary>The global variables that the program names, without the dollar sign.</summary>
    public ImmutableArray<string> Variables { get; }

    /// <param name="source">The program.</param>
    /// <param name="globals">The variables that exist; others are compile errors. Null: any name compiles and is looked up when evaluated.</param>
    /// <exception cref="JqCompileException">The program is wrong; says what and where.</exception>
    public static JqProgram Compile(string source, IReadOnlyCollection<string>? globals = null) => throw new NotImplementedException();

    /// <summary>The first result, null when there is none.</summary>
    /// <exception cref="JqException">The evaluation failed before its first result.</exception>
    public JsonValue First(JsonValue input, JqEnvironment environment, JqLimits limits) => throw new NotImplementedException();

    /// <summary>All results, in order; stops at the first error, which is returned and not thrown.</summary>
    public JqException? Evaluate(JsonValue input, JqEnvironment environment, JqLimits limits, ICollection<JsonValue> results) => throw new NotImplementedException();
}
