using System.Collections.Immutable;
using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents;

public enum HttpOutput
{
    Content,
    Raw,
    Response,
}

/// <summary>The arguments of <c>call: http</c>.</summary>
public sealed record HttpCall
{
    public required string Method { get; init; }

    public required EndpointTemplate Endpoint { get; init; }

    public AuthenticationPolicy? Authentication { get; init; }

    public ValueTemplate? Headers { get; init; }

    public ValueTemplate? Query { get; init; }

    public ValueTemplate? Body { get; init; }

    public HttpOutput Output { get; init; }

    public bool Redirect { get; init; }
}

/// <summary>Where a call goes: exactly one of the two is set. An evaluated endpoint is never expanded as a template.</summary>
public sealed record EndpointTemplate(UriTemplate? Template, RuntimeExpression? Expression);

/// <summary>RFC 6570 level 1 over the top-level properties of the task's transformed input.</summary>
/// <param name="Text">The template as written.</param>
/// <param name="Parts">Literal text, and variables by name.</param>
public sealed record UriTemplate(string Text, ImmutableArray<UriTemplatePart> Parts);

public readonly record struct UriTemplatePart(string Text, bool IsVariable);
