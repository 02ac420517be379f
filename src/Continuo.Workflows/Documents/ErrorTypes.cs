using System.Collections.Immutable;

namespace Continuo.Workflows.Documents;

/// <summary>The eight standard errors, under the several URIs they have had.</summary>
public static class ErrorTypes
{
    private const string Canonical = "https://open-workflow-specification.org/spec/1.0.0/errors/";

    private static readonly ImmutableArray<string> s_prefixes =
    [
        Canonical,
        "https://serverlessworkflow.io/spec/1.0.0/errors/",
        "https://serverlessworkflow.io/dsl/errors/types/",
        "https://open-workflow-specification.org/dsl/errors/types/",
    ];

    public static StandardError Configuration { get; } = Standard("configuration", 400);

    public static StandardError Validation { get; } = Standard("validation", 400);

    public static StandardError Expression { get; } = Standard("expression", 400);

    public static StandardError Authentication { get; } = Standard("authentication", 401);

    public static StandardError Authorization { get; } = Standard("authorization", 403);

    public static StandardError Timeout { get; } = Standard("timeout", 408);

    public static StandardError Communication { get; } = Standard("communication", 500);

    public static StandardError Runtime { get; } = Standard("runtime", 500);

    public static ImmutableArray<StandardError> All { get; } =
        [Configuration, Validation, Expression, Authentication, Authorization, Timeout, Communication, Runtime];

    /// <summary>The canonical URI of a standard error under any of its spellings; any other type as it is.</summary>
    public static string Normalize(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        foreach (var prefix in s_prefixes)
        {
            if (type.StartsWith(prefix, StringComparison.Ordinal) && All.FirstOrDefault(e => type.AsSpan(prefix.Length).SequenceEqual(e.Name)) is { } standard)
            {
                return standard.Uri;
            }
        }

        return type;
    }

    private static StandardError Standard(string name, int status) => new(name, Canonical + name, status);
}
