using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;

namespace Continuo.Engine.Interpretation;

/// <summary>Data against the schemas of the definition.</summary>
internal static class SchemaChecks
{
    private const int Named = 3;

    /// <param name="schema">Null when nothing is asked.</param>
    /// <param name="value">The data.</param>
    /// <param name="what">How the error names it.</param>
    /// <param name="pointer">The error's instance.</param>
    /// <exception cref="TaskFault">The data does not match.</exception>
    public static void Check(JsonSchema? schema, JsonValue value, string what, string pointer)
    {
        if (schema is not null)
        {
            Refuse(schema, value, what, pointer);
        }
    }

    private static void Refuse(JsonSchema schema, JsonValue value, string what, string pointer)
    {
        var violations = schema.Validate(value);
        if (violations.IsEmpty)
        {
            return;
        }

        var more = violations.Length > Named ? $"; and {violations.Length - Named} more" : "";
        throw TaskFault.Of(ErrorTypes.Validation, $"The {what} does not match its schema: {string.Join("; ", violations.Take(Named))}{more}.", pointer);
    }
}
