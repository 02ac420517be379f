using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Names one attempt of an effect in one load of its instance; what does not match any more is dropped.</summary>
public readonly record struct EffectToken(InstanceId Instance, int Effect, int Attempt, long Load);

public enum EffectKind : byte
{
    /// <summary><c>call: http</c>. Arguments: see <see cref="EffectRequest.Arguments"/>.</summary>
    Http,

    /// <summary>A function of the host, by name.</summary>
    Function,

    /// <summary>An event to publish.</summary>
    Emit,

    /// <summary>A child to start.</summary>
    StartChild,

    /// <summary>A child to cancel.</summary>
    CancelChild,

    /// <summary>A parent to tell how its child ended.</summary>
    NotifyParent,

    /// <summary><c>call: openapi</c>.</summary>
    OpenApi,

    /// <summary><c>call: grpc</c>.</summary>
    Grpc,

    /// <summary><c>call: asyncapi</c>.</summary>
    AsyncApi,

    /// <summary><c>call: a2a</c>.</summary>
    A2A,

    /// <summary><c>call: mcp</c>.</summary>
    Mcp,

    /// <summary><c>run: shell</c>, <c>script</c> or <c>container</c>.</summary>
    Process,

    /// <summary>A document whose address is computed, before the call that needs it.</summary>
    Document,
}

/// <summary>Work asked of the outside.</summary>
/// <param name="Kind">Who performs it.</param>
/// <param name="Arguments">
/// http: <c>{method, uri, headers?, query?, body?, output: content|raw|response, redirect, authentication?}</c>;
/// body is absent when there is none. Any text in it may be symbolic.
/// An authentication is <c>{scheme: basic | digest, username, password} | {scheme: bearer, token} | {scheme: oauth2 | oidc, properties}</c>; the properties are those of the language, or symbolic as a whole.
/// openapi, grpc, asyncapi, a2a, mcp: <c>{with, endpoints: {NAME: {uri?, document?, authentication?}}}</c>; document is the key of one of <see cref="Documents"/>.
/// process: <c>{run: shell|script|container, await, return: stdout|stderr|code|all|none, with, source?: {uri, document?, authentication?}, removeAfter?, of?: {namespace, workflow, task}}</c>,
/// with as in the document; removeAfter in seconds.
/// document: <c>{uri, authentication?, form, of}</c>, of is the kind of what needs it; the result is <c>{document, texts: {KEY: TEXT}}</c>.
/// function: <c>{name, input}</c>. emit: the complete CloudEvent. startChild: <c>{namespace, name, version, input, await}</c>. cancelChild: <c>{id}</c>.
/// notifyParent: <c>{status, output?, error?}</c>.
/// </param>
/// <param name="Key">The idempotency key: the same for every attempt, recovery and retry.</param>
/// <param name="Attempt">From one, and one more for each retry of the nearest <c>try</c>. A repeat after recovery has the number that it had.</param>
/// <param name="Pointer">The task.</param>
/// <param name="Run">The instance's run.</param>
/// <param name="Deadline">When nobody waits for the result any more, if ever: the engine abandons the effect then. Not to be reported as an error, which a <c>try</c> inside could catch.</param>
/// <param name="Depth">How many parents the instance has.</param>
/// <param name="Parent">For <see cref="EffectKind.NotifyParent"/>: whom, and which effect of it.</param>
public sealed record EffectRequest(
    EffectKind Kind,
    JsonValue Arguments,
    string Key,
    int Attempt,
    string Pointer,
    Guid Run,
    DateTimeOffset? Deadline,
    int Depth = 0,
    ParentLink? Parent = null)
{
    /// <summary>The documents that the definition keeps, or that the instance recorded for this call. They are no part of what is recorded of the effect.</summary>
    public ImmutableArray<ExternalDocument> Documents { get; init; } = [];
}

/// <summary>The effect of a parent that an instance is.</summary>
public sealed record ParentLink(InstanceId Instance, int Effect);
