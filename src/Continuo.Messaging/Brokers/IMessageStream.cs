namespace Continuo.Messaging.Brokers;

/// <summary>The messages of one subscription. Disposing it ends the subscription; what was not accepted goes back to a broker that keeps messages.</summary>
/// <remarks>One caller at a time. Throws <see cref="BrokerException"/> when the connection is lost.</remarks>
internal interface IMessageStream : IAsyncDisposable
{
    Task<InboundMessage> Next(CancellationToken cancellation);
}
