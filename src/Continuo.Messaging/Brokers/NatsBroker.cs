using NATS.Client.Core;

namespace Continuo.Messaging.Brokers;

/// <summary>NATS, its plain subjects: a message that nobody listens to is gone.</summary>
internal sealed class NatsBroker : IBroker
{
    private const int Port = 4222;

    public IReadOnlyList<string> Protocols { get; } = ["nats"];

    public async Task Publish(BrokerTarget target, OutboundMessage message, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await Connect(target, cancellation);
            var headers = new NatsHeaders();
            foreach (var (name, value) in message.AllHeaders)
            {
                headers[name] = value;
            }

            await connection.PublishAsync(target.Address, message.Body, headers, cancellationToken: cancellation);
            await connection.PingAsync(cancellation);
        }
        catch (NatsException problem)
        {
            throw Refused(target, problem);
        }
    }

    public async Task<IMessageStream> Subscribe(BrokerTarget target, string name, CancellationToken cancellation)
    {
        try
        {
            var connection = await Connect(target, cancellation);
            var subscription = await connection.SubscribeCoreAsync<byte[]>(target.Address, target.OperationBinding["queue"].AsString, cancellationToken: cancellation);
            await connection.PingAsync(cancellation);
            return new Stream(connection, subscription);
        }
        catch (NatsException problem)
        {
            throw Refused(target, problem);
        }
    }

    private static async Task<NatsConnection> Connect(BrokerTarget target, CancellationToken cancellation)
    {
        var connection = new NatsConnection(NatsOpts.Default with
        {
            Url = $"{(target.IsSecure ? "tls" : "nats")}://{target.Host}:{target.PortOr(Port)}",
            AuthOpts = new NatsAuthOpts { Username = target.Username, Password = target.Password, Token = target.Token },
        });
        try
        {
            await connection.ConnectAsync().AsTask().WaitAsync(cancellation);
            return connection;
        }
        catch (Exception)
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static BrokerException Refused(BrokerTarget target, Exception problem) => new($"NATS at {target.Host}:{target.PortOr(Port)} failed", problem);

    private sealed class Stream(NatsConnection connection, INatsSub<byte[]> subscription) : IMessageStream
    {
        public async Task<InboundMessage> Next(CancellationToken cancellation)
        {
            try
            {
                var message = await subscription.Msgs.ReadAsync(cancellation);
                var headers = message.Headers?.Select(h => new KeyValuePair<string, string>(h.Key, h.Value.ToString())) ?? [];
                return new InboundMessage(message.Data ?? [], [.. headers]);
            }
            catch (System.Threading.Channels.ChannelClosedException problem)
            {
                throw new BrokerException("The subscription to NATS has ended", problem);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await subscription.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
