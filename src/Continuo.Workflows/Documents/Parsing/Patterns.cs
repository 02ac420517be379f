using System.Text.RegularExpressions;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The forms that names and versions must have.</summary>
internal static partial class Patterns
{
    [GeneratedRegex(@"^1\.0\.[0-9]+(-.*)?\z")]
    public static partial Regex Dsl();

    [GeneratedRegex(@"^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\z")]
    public static partial Regex Name();

    [GeneratedRegex(@"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?\z")]
    public static partial Regex Version();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    public static partial Regex Variable();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.-]*\z")]
    public static partial Regex Function();

    [GeneratedRegex(@"^[A-Za-z]+\z")]
    public static partial Regex HttpMethod();

    [GeneratedRegex(@"^[a-zA-Z0-9](?:[a-zA-Z0-9-.]{0,61}[a-zA-Z0-9])?\z")]
    public static partial Regex Host();
}
