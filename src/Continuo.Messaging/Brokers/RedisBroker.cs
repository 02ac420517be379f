using StackExchange.Redis;

namespace Continuo.Messaging.Brokers;

/// <summary>Redis, publish and subscribe: no headers, and a message that nobody listens to is gone.</summary>
internal sealed class RedisBroker : IBroker
{
    private const int Port = 6379;

    public IReadOnlyList<string> Protocols { get; } = ["redis", "rediss"];

    public async Task Publish(BrokerTarget target, OutboundMessage message, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await Connect(target, cancellation);
            await connection.GetSubscriber().PublishAsync(RedisChannel.Literal(target.Address), message.Body).WaitAsync(cancellation);
        }
        catch (RedisException problem)
        {
            throw Refused(target, problem);
        }
    }

    public async Task<IMessageStream> Subscribe(BrokerTarget target, string name, CancellationToken cancellation)
    {
        try
        {
            var connection = await Connect(target, cancellation);
            var queue = await connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal(target.Address)).WaitAsync(cancellation);
            return new Stream(connection, queue);
        }
        catch (RedisException problem)
        {
            throw Refused(target, problem);
        }
    }

    private static async Task<ConnectionMultiplexer> Connect(BrokerTarget target, CancellationToken cancellation) =>
        await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { { target.Host, target.PortOr(Port) } },
            Ssl = target.IsSecure || target.Protocol == "rediss",
            User = target.Username,
            Password = target.Password ?? target.Token,
            AbortOnConnectFail = true,
        }).WaitAsync(cancellation);

    private static BrokerException Refused(BrokerTarget target, Exception problem) => new($"Redis at {target.Host}:{target.PortOr(Port)} failed", problem);

    private sealed class Stream(ConnectionMultiplexer connection, ChannelMessageQueue queue) : IMessageStream
    {
        public async Task<InboundMessage> Next(CancellationToken cancellation)
        {
            try
            {
                var message = await queue.ReadAsync(cancellation);
                return new InboundMessage((byte[]?)message.Message ?? [], []);
            }
            catch (System.Threading.Channels.ChannelClosedException problem)
            {
                throw new BrokerException("The subscription to Redis has ended", problem);
            }
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
