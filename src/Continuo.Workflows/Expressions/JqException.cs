using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions;

/// <summary>An evaluation that failed: the error value of jq, which <c>try ... catch</c> would have seen.</summary>
/// <param name="message">What, where and with which value (cut).</param>
/// <param name="value">The error's value.</param>
public sealed class JqException(string message, JsonValue value) : Exception(message)
{
    public JqException(string message)
        : this(message, message)
    {
    }

    public JsonValue Value { get; } = value;

    /// <summary>True when a limit of <see cref="JqLimits"/> ended the evaluation; such an error cannot be caught inside the program.</summary>
    public bool IsLimit { get; init; }

    /// <summary>True when that limit was the size of a value.</summary>
    public bool IsSize { get; init; }

    /// <summary>True when the program used a secret where only its name may be used: an <c>authorization</c> error in the language.</summary>
    public bool IsSecretMisuse { get; init; }
}

/// <summary>A program that does not compile.</summary>
/// <param name="problem">What is wrong and how to mend it.</param>
/// <param name="offset">Where in the program, from zero.</param>
public sealed class JqCompileException(string problem, int offset) : Exception(problem)
{
    /// <summary>Where in the program, from zero, in UTF-16 units.</summary>
    public int Offset { get; } = offset;
}
