using System.Collections.Immutable;
using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents;

/// <summary>The protocols of <c>call</c> beside HTTP.</summary>
public enum CallProtocol
{
    OpenApi,
    Grpc,
    AsyncApi,
    A2A,
    Mcp,
}

/// <summary>A call in a protocol other than HTTP.</summary>
public sealed class ProtocolCallTask : TaskNode
{
    public ProtocolCallTask()
    {
    }

    internal ProtocolCallTask(TaskHeader header)
        : base(header)
    {
    }

    public required CallProtocol Protocol { get; init; }

    /// <summary>The arguments but for <see cref="Endpoints"/>: an object.</summary>
    public required ValueTemplate With { get; init; }

    /// <summary>Where the call goes, by what each is for. The first with an authentication gives <c>$authorization</c>.</summary>
    public required ImmutableArray<CallEndpoint> Endpoints { get; init; }

    /// <summary>What of the messages is consumed, when the call consumes messages: the call is then made again for each.</summary>
    public MessageSubscription? Subscription { get; init; }
}

/// <summary>Which messages a subscription consumes, and when it has enough.</summary>
public sealed record MessageSubscription
{
    /// <summary>On the message.</summary>
    public RuntimeExpression? Filter { get; init; }

    public int? Amount { get; init; }

    /// <summary>On the list of the messages consumed so far, after each.</summary>
    public RuntimeExpression? While { get; init; }

    /// <summary>On the list of the messages consumed so far, before each.</summary>
    public RuntimeExpression? Until { get; init; }

    /// <summary>After this time what is there is enough.</summary>
    public DurationTemplate? For { get; init; }

    public EventIterator? Foreach { get; init; }
}

/// <summary>One address of a call, or only how to prove who calls.</summary>
/// <param name="Name">What it is for, such as <c>document</c> or <c>service</c>.</param>
/// <param name="Uri">Where it is, unless the protocol finds it otherwise.</param>
/// <param name="Authentication">How the call proves who it is there.</param>
public sealed record CallEndpoint(string Name, EndpointTemplate? Uri, AuthenticationPolicy? Authentication)
{
    /// <summary>The key of the document there, when it was fetched before and is kept with the definition (<see cref="WorkflowDefinition.Documents"/>).</summary>
    public string? Document { get; init; }

    /// <summary>What document is there, when its text is only known once the address was computed.</summary>
    public DocumentForm? Computed { get; init; }
}
