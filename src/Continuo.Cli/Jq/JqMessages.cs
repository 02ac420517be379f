using Continuo.Workflows.Expressions;

namespace Continuo.Cli.Jq;

/// <summary>Errors in words.</summary>
internal static class JqMessages
{
    /// <summary>The problem and where it is, line and column from one.</summary>
    public static string Compile(string source, JqCompileException problem)
    {
        var (line, column) = Place(source, problem.Offset);
        return $"{problem.Message} (line {line}, column {column})";
    }

    /// <summary>What the program itself would have caught: jq's message, without the place.</summary>
    public static string Plain(JqException error) =>
        error.IsLimit || error.IsSecretMisuse ? error.Message : error.Value.AsString ?? $"{error.Value} (not a string)";

    /// <summary>The line of the program with a mark under the place.</summary>
    public static string Excerpt(string source, int offset)
    {
        var (line, column) = Place(source, offset);
        return $"    {source.Split('\n')[line - 1]}\n    {new string(' ', column - 1)}^";
    }

    private static (int Line, int Column) Place(string source, int offset)
    {
        var before = source.AsSpan(0, Math.Min(offset, source.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
