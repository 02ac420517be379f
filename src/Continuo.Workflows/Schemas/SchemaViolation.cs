namespace Continuo.Workflows.Schemas;

/// <summary>One rule of a schema that a value breaks.</summary>
/// <param name="InstancePath">Where in the value, as a JSON pointer; empty for the value itself.</param>
/// <param name="SchemaPath">The rule in the schema, as a JSON pointer; after the address and <c>#</c> when it stands in another document.</param>
/// <param name="Rule">What the rule asks and what was found, in words; long values are cut.</param>
public sealed record SchemaViolation(string InstancePath, string SchemaPath, string Rule)
{
    public override string ToString() => $"{(InstancePath.Length == 0 ? "the value" : InstancePath)} {Rule} ({SchemaPath})";
}
