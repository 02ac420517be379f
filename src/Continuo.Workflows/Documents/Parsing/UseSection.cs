using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;

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

    /// <summary>Where the functions of each catalog are; a null is one that is wrong and was reported.</summary>
    public ImmutableDictionary<string, ResourceAddress?> Catalogs { get; init; } = ImmutableDictionary<string, ResourceAddress?>.Empty;

    /// <summary>Read after the flow.</summary>
    public SourceList? Extensions { get; init; }
}
