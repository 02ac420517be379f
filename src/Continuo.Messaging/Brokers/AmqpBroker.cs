using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Continuo.Messaging.Brokers;

/// <summary>AMQP 0-9-1, as RabbitMQ speaks it. Messages are confirmed when they are published and acknowledged when they are consumed for good.</summary>
internal sealed class AmqpBroker : IBroker
{
    private const int Port = 5672;
    private const int SecurePort = 5671;

    public IReadOnlyList<string> Protocols { get; } = ["amqp", "amqps"];

    public async Task Publish(BrokerTarget target, OutboundMessage message, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await Connect(target, cancellation);
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
            var exchange = Exchange(target);
            if (exchange.Length == 0)
            {
                await Declare(connection, target, cancellation);
            }

            var properties = new BasicProperties
            {
                ContentType = message.ContentType,
                MessageId = message.Id,
                CorrelationId = message.CorrelationId,
                Persistent = true,
                Headers = message.AllHeaders.ToDictionary(h => h.Key, h => (object?)h.Value),
            };
            await channel.BasicPublishAsync(exchange, target.Address, mandatory: exchange.Length == 0, properties, message.Body, cancellation);
        }
        catch (Exception problem) when (problem is RabbitMQClientException or IOException)
        {
            throw Refused(target, problem);
        }
    }

    public async Task<IMessageStream> Subscribe(BrokerTarget target, string name, CancellationToken cancellation)
    {
        try
        {
            var connection = await Connect(target, cancellation);
            var channel = await connection.CreateChannelAsync(null, cancellation);
            var queue = Exchange(target) is { Length: > 0 } exchange ? await Bind(channel, exchange, target.Address, cancellation) : await Declare(connection, target, cancellation);
            var stream = new QueuedMessages(async () => await connection.DisposeAsync());

            // One message at a time: what this instance has not asked for yet is another consumer's.
            await channel.BasicQosAsync(0, 1, false, cancellation);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                stream.Add(Inbound(channel, delivery));
                return Task.CompletedTask;
            };
            channel.ChannelShutdownAsync += (_, over) =>
            {
                stream.Fail(new BrokerException($"The connection to AMQP at {target.Host} was lost: {over.ReplyText}"));
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellation);
            return stream;
        }
        catch (Exception problem) when (problem is RabbitMQClientException or IOException)
        {
            throw Refused(target, problem);
        }
    }

    private static InboundMessage Inbound(IChannel channel, BasicDeliverEventArgs delivery)
    {
        var properties = delivery.BasicProperties;
        var headers = (properties.Headers ?? new Dictionary<string, object?>()).Select(h => new KeyValuePair<string, string>(h.Key, h.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{h.Value}"));
        return new InboundMessage(delivery.Body.ToArray(), [.. headers], properties.CorrelationId, async () =>
        {
            if (channel.IsOpen)
            {
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            }
        });
    }

    private static async Task<IConnection> Connect(BrokerTarget target, CancellationToken cancellation)
    {
        var secure = target.IsSecure || target.Protocol == "amqps";
        var factory = new ConnectionFactory
        {
            HostName = target.Host,
            Port = target.PortOr(secure ? SecurePort : Port),
            VirtualHost = target.Path.Length > 1 ? Uri.UnescapeDataString(target.Path[1..]) : "/",
            UserName = target.Username ?? "guest",
            Password = target.Password ?? target.Token ?? "guest",
            AutomaticRecoveryEnabled = false,
        };
        factory.Ssl.Enabled = secure;
        factory.Ssl.ServerName = target.Host;
        return await factory.CreateConnectionAsync(cancellation);
    }

    /// <summary>The exchange that the document names; none for the broker's own, which leads to the queue of the address's name.</summary>
    private static string Exchange(BrokerTarget target) =>
        target.ChannelBinding["is"].AsString == "queue" ? "" : target.ChannelBinding["exchange"]["name"].AsString is { } name and not "amq.default" ? name : "";

    /// <summary>The queue, made as the document describes it where it is not there yet.</summary>
    private static async Task<string> Declare(IConnection connection, BrokerTarget target, CancellationToken cancellation)
    {
        var binding = target.ChannelBinding["queue"];
        var queue = binding["name"].AsString ?? target.Address;
        try
        {
            // A queue that is not there ends the channel, so the question has one of its own.
            await using var asking = await connection.CreateChannelAsync(null, cancellation);
            await asking.QueueDeclarePassiveAsync(queue, cancellation);
        }
        catch (OperationInterruptedException)
        {
            await using var making = await connection.CreateChannelAsync(null, cancellation);
            await making.QueueDeclareAsync(queue, binding["durable"].IsNull || binding["durable"].IsTruthy, binding["exclusive"].IsTruthy, binding["autoDelete"].IsTruthy, cancellationToken: cancellation);
        }

        return queue;
    }

    private static async Task<string> Bind(IChannel channel, string exchange, string key, CancellationToken cancellation)
    {
        var queue = await channel.QueueDeclareAsync(cancellationToken: cancellation);
        await channel.QueueBindAsync(queue.QueueName, exchange, key, cancellationToken: cancellation);
        return queue.QueueName;
    }

    private static BrokerException Refused(BrokerTarget target, Exception problem) => new($"AMQP at {target.Host} failed", problem);
}
