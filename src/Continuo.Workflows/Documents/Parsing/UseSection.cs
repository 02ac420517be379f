using System.Collections.Immutable;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The reusable parts of a document, by name.</summary>
internal sealed record UseSection
{
    public static UseSection Empty { get; } = new();

    public ImmutableArray<string> Secrets { get; init; } = [];

    public ImmutableDictionary<string, AuthenticationPolicy> Authentications { get; init; } = ImmutableDictionary<string, AuthenticationPolicy>.Empty;

    public ImmutableDictionary<string, ErrorTemplate> Errors { get; init; } = ImmutableDictionary<string, ErrorTemplate>.Empty;

    public ImmutableDictionary<string, RetryPolicy> Retries { get; init; } = ImmutableDictionary<string, RetryPolicy>.Empty;

    public ImmutableDictionary<string, Expressions.DurationTemplate> Timeouts { get; init; } = ImmutableDictionary<string, Expressions.DurationTemplate>.Empty;

    public ImmutableHashSet<string> Functions { get; init; } = [];
}
