namespace Continuo.Workflows.Schemas;

/// <summary>Why a schema cannot be used.</summary>
/// <param name="SchemaPath">Where in the schema, as a JSON pointer; after the address and <c>#</c> when it stands in another document.</param>
/// <param name="Message">What was expected and found.</param>
public sealed record SchemaProblem(string SchemaPath, string Message)
{
    /// <summary>The document that is not known, if that is the problem.</summary>
    internal string? Unknown { get; init; }

    public override string ToString() => $"{(SchemaPath.Length == 0 ? "/" : SchemaPath)}: {Message}";
}
