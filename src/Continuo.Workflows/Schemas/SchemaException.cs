using System.Collections.Immutable;

namespace Continuo.Workflows.Schemas;

/// <summary>A schema that cannot be used; says everything that is wrong with it.</summary>
public sealed class SchemaException(ImmutableArray<SchemaProblem> problems) : Exception(string.Join("; ", problems))
{
    public ImmutableArray<SchemaProblem> Problems { get; } = problems;
}
