using System.Text;
using Confluent.Kafka;

namespace Continuo.Messaging.Brokers;

/// <summary>A member of a consumer group.</summary>
internal sealed class KafkaStream : IMessageStream
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);

    private readonly BrokerTarget _target;
    private readonly IConsumer<Ignore, byte[]> _consumer;
    private volatile string? _problem;
    private volatile bool _isAssigned;
    private ConsumeResult<Ignore, byte[]>? _first;

    /// <param name="target">Where.</param>
    /// <param name="config">How.</param>
    /// <param name="authorize">Gives the client its token.</param>
    public KafkaStream(BrokerTarget target, ConsumerConfig config, Func<IClient, Task> authorize)
    {
        _target = target;
        _consumer = new ConsumerBuilder<Ignore, byte[]>(config)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => _problem = error.Reason)
            .SetPartitionsAssignedHandler((_, _) => _isAssigned = true)
            .SetOAuthBearerTokenRefreshHandler((client, unused) => { _ = authorize(client); })
            .Build();
    }

    /// <summary>Until the group has taken us in.</summary>
    public Task Open(TimeSpan patience, CancellationToken cancellation)
    {
        _consumer.Subscribe(_target.Address);
        return Blocking(() =>
        {
            for (var left = patience; !_isAssigned && _first is null; left -= s_poll)
            {
                cancellation.ThrowIfCancellationRequested();
                if (left <= TimeSpan.Zero)
                {
                    throw new BrokerException($"Kafka at {_target.Host} has not taken the subscription within {patience.TotalSeconds} s: {_problem ?? "it did not answer"}");
                }

                _first = _consumer.Consume(s_poll);
            }

            return 0;
        });
    }

    public async Task<InboundMessage> Next(CancellationToken cancellation)
    {
        try
        {
            return await Blocking(() => Poll(cancellation));
        }
        catch (KafkaException problem)
        {
            throw KafkaBroker.Refused(_target, problem);
        }
    }

    public async ValueTask DisposeAsync() => await Blocking(() =>
    {
        _consumer.Close();
        _consumer.Dispose();
        return 0;
    });

    // The client blocks, and has no other way to wait: for weeks perhaps, so not on a thread of the pool.
    private static Task<T> Blocking<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private InboundMessage Poll(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((Interlocked.Exchange(ref _first, null) ?? _consumer.Consume(s_poll)) is { IsPartitionEOF: false } found)
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
            _consumer.Commit(found);
            return ValueTask.CompletedTask;
        });
    }
}
