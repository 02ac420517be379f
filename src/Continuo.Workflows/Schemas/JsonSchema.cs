using System.Collections.Immutable;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Compilation;
using Continuo.Workflows.Schemas.Evaluation;

namespace Continuo.Workflows.Schemas;

/// <summary>A compiled JSON Schema, dialect 2020-12.</summary>
/// <remarks>Immutable and thread-safe. Does no I/O: what the schema refers to stands in it or in <see cref="SchemaOptions.Documents"/>.</remarks>
public sealed class JsonSchema
{
    private readonly SchemaNode _root;
    private readonly bool _tracksScopes;
    private readonly int _violations;

    private JsonSchema(JsonValue document, SchemaNode root, bool tracksScopes, int violations)
    {
        Document = document;
        _root = root;
        _tracksScopes = tracksScopes;
        _violations = violations;
    }

    /// <summary>The schema as it was given.</summary>
    public JsonValue Document { get; }

    /// <exception cref="SchemaException">The schema is wrong, or refers to what is not known.</exception>
    public static JsonSchema Compile(JsonValue schema, SchemaOptions? options = null)
    {
        options ??= SchemaOptions.Default;
        var compiler = new SchemaCompiler(options);
        var root = compiler.Compile(schema);
        return compiler.Problems.Count == 0
            ? new JsonSchema(schema, root, compiler.HasDynamicReferences, options.Violations)
            : throw new SchemaException([.. compiler.Problems]);
    }

    /// <summary>Whether the value keeps every rule. Stops at the first that it breaks.</summary>
    public bool IsValid(JsonValue value)
    {
        var run = new SchemaRun(_tracksScopes, null, 0);
        return _root.Holds(run, value, null) && run.Breaker is null;
    }

    /// <summary>Every rule that the value breaks, as many as the options allow; empty when it keeps them all.</summary>
    public ImmutableArray<SchemaViolation> Validate(JsonValue value)
    {
        var run = new SchemaRun(_tracksScopes, null, 0);
        if (_root.Holds(run, value, null) && run.Breaker is null)
        {
            return [];
        }

        var violations = new List<SchemaViolation>();
        if (run.Breaker is null)
        {
            // Most values are valid: words are made for the others only.
            run = new SchemaRun(_tracksScopes, violations, _violations);
            _root.Holds(run, value, null);
        }

        return run.Breaker is { } breaker ? [new SchemaViolation("", "", breaker)] : [.. violations];
    }
}
