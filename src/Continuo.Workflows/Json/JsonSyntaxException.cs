namespace Continuo.Workflows.Json;

/// <summary>Text that is not JSON: what is wrong and where (line and column from one).</summary>
public sealed class JsonSyntaxException(string problem, int line, int column) : Exception($"{line}:{column}: {problem}")
{
    public string Problem { get; } = problem;

    public int Line { get; } = line;

    public int Column { get; } = column;
}
