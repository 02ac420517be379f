using System.Collections.Immutable;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The reusable parts of a document, by name.</summary>
internal sealed record UseSection
{
    public static UseSection Empty { get; } = new();

    public ImmutableArray<string> Secrets { get; init; } = [];

    public ImmutableDictionary<string, ResolvedAuthentication> Authentications { get; init; } = ImmutableDictionary<string, ResolvedAuthentication>.Empty;

    public ImmutableDictionary<string, ErrorTemplate> Errors { get; init; } = ImmutableDictionary<string, ErrorTemplate>.Empty;

    public ImmutableDictionary<string, RetryPolicy> Retries { get; init; } = ImmutableDictionary<string, RetryPolicy>.Empty;

    public ImmutableDictionary<string, Expressions.DurationTemplate> Timeouts { get; init; } = ImmutableDictionary<string, Expressions.DurationTemplate>.Empty;

    public ImmutableHashSet<string> Functions { get; init; } = [];
}

/// <summary>A policy, or the feature that keeps it from being executed.</summary>
internal sealed record ResolvedAuthentication(AuthenticationPolicy? Policy, Unsupported? Feature);
