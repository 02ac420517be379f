using System.Threading.Channels;

namespace Continuo.Messaging.Brokers;

/// <summary>The messages of a client that calls back: kept in order until they are asked for.</summary>
/// <param name="close">Ends the client's part.</param>
internal sealed class QueuedMessages(Func<ValueTask> close) : IMessageStream
{
    private const int Room = 1_000;

    // A sender that cannot be slowed down loses its oldest messages rather than this process its memory.
    private readonly Channel<InboundMessage> _messages = Channel.CreateBounded<InboundMessage>(new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Add(InboundMessage message) => _messages.Writer.TryWrite(message);

    public void Fail(BrokerException problem) => _messages.Writer.TryComplete(problem);

    public async Task<InboundMessage> Next(CancellationToken cancellation)
    {
        try
        {
            return await _messages.Reader.ReadAsync(cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw closed.InnerException as BrokerException ?? new BrokerException("The subscription has ended");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _messages.Writer.TryComplete();
        await close();
    }
}
