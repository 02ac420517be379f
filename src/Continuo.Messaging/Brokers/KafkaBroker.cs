using System.Text;
using Confluent.Kafka;
using Continuo.Services.Calls;

namespace Continuo.Messaging.Brokers;

/// <summary>Kafka. A subscription is a consumer group of its own unless the document names one: it begins at the topic's beginning, and after a restart where its last accepted message was.</summary>
internal sealed class KafkaBroker : IBroker
{
    private const int Port = 9092;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);

    /// <summary>The client tries again for ever; a broker that is not there, or does not know us, shall be an error.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public IReadOnlyList<string> Protocols { get; } = ["kafka", "kafka-secure"];

    public async Task Publish(BrokerTarget target, OutboundMessage message, CancellationToken cancellation)
    {
        var config = new ProducerConfig(Client(target)) { EnableIdempotence = true, MessageTimeoutMs = (int)s_patience.TotalMilliseconds };
        using var producer = new ProducerBuilder<string?, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { })
            .SetOAuthBearerTokenRefreshHandler((client, unused) => { _ = Authorize(client, target); }).Build();
        var headers = new Headers();
        foreach (var (name, value) in message.AllHeaders)
        {
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        try
        {
            await producer.ProduceAsync(target.Address, new Message<string?, byte[]> { Key = message.CorrelationId, Value = message.Body, Headers = headers }, cancellation);
        }
        catch (KafkaException problem)
        {
            throw Refused(target, problem);
        }
    }

    public async Task<IMessageStream> Subscribe(BrokerTarget target, string name, CancellationToken cancellation)
    {
        var group = target.OperationBinding["groupId"];
        var config = new ConsumerConfig(Client(target))
        {
            GroupId = group.AsString ?? group["const"].AsString ?? group["default"].AsString ?? $"continuo-{name}",
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AllowAutoCreateTopics = true,

            // After a crash the group waits so long for the member that is gone; a workflow may take longer with one message than a member usually may.
            SessionTimeoutMs = 10_000,
            MaxPollIntervalMs = 900_000,
        };
        var stream = new KafkaStream(target, config, consumer => Authorize(consumer, target));
        try
        {
            await stream.Open(s_patience, cancellation);
            return stream;
        }
        catch (Exception problem)
        {
            await stream.DisposeAsync();
            throw problem is KafkaException failed ? Refused(target, failed) : problem;
        }
    }

    /// <summary>Shows the token of this moment: at the beginning, and whenever the client sees its end come.</summary>
    private static async Task Authorize(IClient client, BrokerTarget target)
    {
        try
        {
            var token = await target.Current!(CancellationToken.None);
            client.OAuthBearerSetToken(token.Value, token.Until.ToUnixTimeMilliseconds(), "continuo");
        }
        catch (Exception problem) when (problem is CallFailedException or KafkaException or InvalidOperationException or ArgumentException)
        {
            client.OAuthBearerSetTokenFailure(problem.Message);
        }
        catch (ObjectDisposedException)
        {
            // The connection was closed meanwhile.
        }
    }

    private static ClientConfig Client(BrokerTarget target)
    {
        var secure = target.IsSecure || target.Protocol == "kafka-secure";
        var named = target.Username is not null || target.Token is not null;
        return new ClientConfig
        {
            BootstrapServers = $"{target.Host}:{target.PortOr(Port)}",
            SecurityProtocol = (secure, named) switch
            {
                (true, true) => SecurityProtocol.SaslSsl,
                (true, false) => SecurityProtocol.Ssl,
                (false, true) => SecurityProtocol.SaslPlaintext,
                _ => SecurityProtocol.Plaintext,
            },
            SaslMechanism = target.Token is not null ? SaslMechanism.OAuthBearer : named ? SaslMechanism.Plain : null,
            SaslUsername = target.Username,
            SaslPassword = target.Password,
        };
    }

    internal static BrokerException Refused(BrokerTarget target, Exception problem) => new($"Kafka at {target.Host}:{target.PortOr(Port)} failed", problem);
}
