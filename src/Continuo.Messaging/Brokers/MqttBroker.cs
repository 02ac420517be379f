using System.Buffers;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Continuo.Messaging.Brokers;

/// <summary>MQTT 3.1.1, which has no headers, and 5. Messages are sent and asked for at least once, unless the document's binding says another quality.</summary>
internal sealed class MqttBroker : IBroker
{
    private const int Port = 1883;
    private const int SecurePort = 8883;

    private static readonly MqttClientFactory s_clients = new();

    public IReadOnlyList<string> Protocols { get; } = ["mqtt", "mqtt5", "mqtts", "secure-mqtt"];

    public async Task Publish(BrokerTarget target, OutboundMessage message, CancellationToken cancellation)
    {
        using var client = s_clients.CreateMqttClient();
        try
        {
            await client.ConnectAsync(Options(target), cancellation);
            var builder = new MqttApplicationMessageBuilder()
                .WithTopic(target.Address)
                .WithPayload(message.Body)
                .WithQualityOfServiceLevel(Quality(target))
                .WithRetainFlag(target.OperationBinding["retain"].IsTruthy);
            if (target.Protocol == "mqtt5")
            {
                builder.WithContentType(message.ContentType);
                foreach (var (name, value) in message.AllHeaders)
                {
                    builder.WithUserProperty(name, Encoding.UTF8.GetBytes(value));
                }

                if (message.CorrelationId is { } correlation)
                {
                    builder.WithCorrelationData(Encoding.UTF8.GetBytes(correlation));
                }
            }

            var result = await client.PublishAsync(builder.Build(), cancellation);
            if (!result.IsSuccess && result.ReasonCode != MqttClientPublishReasonCode.NoMatchingSubscribers)
            {
                throw new BrokerException($"MQTT at {target.Host} refused the message: {result.ReasonCode} {result.ReasonString}");
            }

            await client.DisconnectAsync(cancellationToken: cancellation);
        }
        catch (MqttCommunicationException problem)
        {
            throw Refused(target, problem);
        }
    }

    public async Task<IMessageStream> Subscribe(BrokerTarget target, string name, CancellationToken cancellation)
    {
        var client = s_clients.CreateMqttClient();
        var stream = new QueuedMessages(async () =>
        {
            await client.TryDisconnectAsync();
            client.Dispose();
        });
        client.ApplicationMessageReceivedAsync += received =>
        {
            received.AutoAcknowledge = false;
            stream.Add(Inbound(received));
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += over =>
        {
            stream.Fail(new BrokerException($"The connection to MQTT at {target.Host} was lost", over.Exception));
            return Task.CompletedTask;
        };
        try
        {
            await client.ConnectAsync(Options(target), cancellation);
            await client.SubscribeAsync(target.Address, Quality(target), cancellation);
            return stream;
        }
        catch (MqttCommunicationException problem)
        {
            await stream.DisposeAsync();
            throw Refused(target, problem);
        }
    }

    private static InboundMessage Inbound(MqttApplicationMessageReceivedEventArgs received)
    {
        var message = received.ApplicationMessage;
        var headers = message.UserProperties?.Select(p => new KeyValuePair<string, string>(p.Name, Encoding.UTF8.GetString(p.ValueBuffer.Span))) ?? [];
        var correlation = message.CorrelationData is { Length: > 0 } data ? Encoding.UTF8.GetString(data) : null;
        return new InboundMessage(message.Payload.ToArray(), [.. headers], correlation, async () => await received.AcknowledgeAsync(CancellationToken.None));
    }

    private static MqttClientOptions Options(BrokerTarget target)
    {
        var secure = target.IsSecure || target.Protocol is "mqtts" or "secure-mqtt";
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(target.Host, target.PortOr(secure ? SecurePort : Port))
            .WithTlsOptions(tls => tls.UseTls(secure))
            .WithProtocolVersion(target.Protocol == "mqtt5" ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311);

        // Brokers look for a token in either place, and there is no rule.
        return (target.Username ?? target.Token) is { } user ? builder.WithCredentials(user, target.Password ?? target.Token ?? "").Build() : builder.Build();
    }

    private static MqttQualityOfServiceLevel Quality(BrokerTarget target) =>
        target.OperationBinding["qos"] is { IsNumber: true, Number: 0 or 1 or 2 } qos ? (MqttQualityOfServiceLevel)(int)qos.Number : MqttQualityOfServiceLevel.AtLeastOnce;

    private static BrokerException Refused(BrokerTarget target, Exception problem) => new($"MQTT at {target.Host} failed", problem);
}
