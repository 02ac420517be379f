using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Tests.Expressions;

/// <summary>Runs programs in tests.</summary>
internal static class Evaluating
{
    /// <summary>The first result as compact JSON.</summary>
    public static string First(string program, string input = "null", JqEnvironment? environment = null) =>
        JqProgram.Compile(program).First(JsonValue.Parse(input), environment ?? JqEnvironment.Empty, JqLimits.Default).ToString();

    /// <summary>All results as compact JSON, one a line, and the error's value behind them.</summary>
    public static string All(string program, string input = "null")
    {
        var results = new List<JsonValue>();
        var error = JqProgram.Compile(program).Evaluate(JsonValue.Parse(input), JqEnvironment.Empty, JqLimits.Default, results);
        return string.Join('\n', [.. results.Select(r => r.ToString()), .. error is null ? (string[])[] : [$"error: {error.Value}"]]);
    }

    public static JqException Fails(string program, string input = "null", JqLimits? limits = null, JqEnvironment? environment = null) =>
        JqProgram.Compile(program).Evaluate(JsonValue.Parse(input), environment ?? JqEnvironment.Empty, limits ?? JqLimits.Default, [])
        ?? throw new InvalidOperationException($"{program} does not fail");
}
