namespace Continuo.Messaging.Brokers;

/// <summary>Speaks one protocol.</summary>
/// <remarks>Called concurrently. What the broker or the way to it refuses is a <see cref="BrokerException"/>.</remarks>
internal interface IBroker
{
    /// <summary>The names that documents have for the protocol.</summary>
    IReadOnlyList<string> Protocols { get; }

    /// <summary>Whether the protocol has a challenge that a digest could answer.</summary>
    bool HasChallenges => false;

    /// <summary>Returns once the broker has the message, where the protocol can tell.</summary>
    Task Publish(BrokerTarget target, OutboundMessage message, CancellationToken cancellation);

    /// <summary>Returns once the broker knows of the subscription. <paramref name="name"/> is the same after a restart: a broker that keeps a place for it goes on there.</summary>
    Task<IMessageStream> Subscribe(BrokerTarget target, string name, CancellationToken cancellation);
}
