using Continuo.Services.Authentication;
using Continuo.Workflows.Json;

namespace Continuo.Messaging.Brokers;

/// <summary>Where messages go or come from, and how to prove there who asks.</summary>
internal sealed record BrokerTarget
{
    /// <summary>As the document names it, such as <c>nats</c> or <c>kafka-secure</c>.</summary>
    public required string Protocol { get; init; }

    public required string Host { get; init; }

    public required int? Port { get; init; }

    /// <summary>The path of the server's address, with its slash, or nothing: a virtual host, a base path.</summary>
    public required string Path { get; init; }

    public required bool IsSecure { get; init; }

    /// <summary>The channel's address: a topic, a subject, a queue, a path.</summary>
    public required string Address { get; init; }

    /// <summary>What the document says of the protocol for the channel and for the operation.</summary>
    public required JsonValue ChannelBinding { get; init; }

    public required JsonValue OperationBinding { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? Token { get; init; }

    /// <summary>What answers a broker that speaks HTTP and asks for better credentials.</summary>
    public CallCredentials? Credentials { get; init; }

    /// <summary>The token of this moment, for a connection that outlives one.</summary>
    public Func<CancellationToken, Task<IssuedToken>>? Current { get; init; }

    public int PortOr(int standard) => Port ?? standard;
}
