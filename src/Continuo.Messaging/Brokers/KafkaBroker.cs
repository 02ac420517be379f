using System.Text;
using Confluent.Kafka;

namespace Continuo.Messaging.Brokers;

/// <summary>Kafka. A subscription is a consumer group of its own unless the document names one: it begins at the topic's beginning, and after a restart where its last accepted message was.</summary>
internal sealed class KafkaBroker : IBroker
{
    private const int Port = 9092;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);

    public IReadOnlyList<string> Protocols { get; } = ["kafka", "kafka-secure"];

    public async Task Publish(BrokerTarget target, OutboundMessage message, CancellationToken cancellation)
    {
        var config = new ProducerConfig(Client(target)) { EnableIdempotence = true, MessageTimeoutMs = 30_000 };
        using var producer = new ProducerBuilder<string?, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
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

    public Task<IMessageStream> Subscribe(BrokerTarget target, string name, CancellationToken cancellation)
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
        try
        {
            var consumer = new ConsumerBuilder<Ignore, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            consumer.Subscribe(target.Address);
            return Task.FromResult<IMessageStream>(new Stream(target, consumer));
        }
        catch (KafkaException problem)
        {
            throw Refused(target, problem);
        }
    }

    private static ClientConfig Client(BrokerTarget target)
    {
        var secure = target.IsSecure || target.Protocol == "kafka-secure";
        var named = target.Username is not null;
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
            SaslMechanism = named ? SaslMechanism.Plain : null,
            SaslUsername = target.Username,
            SaslPassword = target.Password,
        };
    }

    private static BrokerException Refused(BrokerTarget target, Exception problem) => new($"Kafka at {target.Host}:{target.PortOr(Port)} failed", problem);

    private sealed class Stream(BrokerTarget target, IConsumer<Ignore, byte[]> consumer) : IMessageStream
    {
        public async Task<InboundMessage> Next(CancellationToken cancellation)
        {
            try
            {
                // The client blocks, and has no other way to wait.
                return await Task.Run(() => Poll(cancellation), cancellation);
            }
            catch (KafkaException problem)
            {
                throw Refused(target, problem);
            }
        }

        public async ValueTask DisposeAsync() => await Task.Run(() =>
        {
            consumer.Close();
            consumer.Dispose();
        });

        private InboundMessage Poll(CancellationToken cancellation)
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                if (consumer.Consume(s_poll) is { IsPartitionEOF: false } found)
                {
                    return Inbound(found);
                }
            }
        }

        private InboundMessage Inbound(ConsumeResult<Ignore, byte[]> found)
        {
            var headers = found.Message.Headers?.Select(h => new KeyValuePair<string, string>(h.Key, Encoding.UTF8.GetString(h.GetValueBytes() ?? []))) ?? [];
            return new InboundMessage(found.Message.Value ?? [], [.. headers], null, () =>
            {
                consumer.Commit(found);
                return ValueTask.CompletedTask;
            });
        }
    }
}
