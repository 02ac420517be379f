namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>What is wrong with the schemas, as far as it helps.</summary>
internal sealed class SchemaProblems
{
    private const int Most = 50;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public List<SchemaProblem> Found { get; } = [];

    public void Add(string location, string message, string? unknown = null)
    {
        if (Found.Count < Most && _seen.Add(location + " " + message))
        {
            Found.Add(new SchemaProblem(location, message) { Unknown = unknown });
        }
    }
}
