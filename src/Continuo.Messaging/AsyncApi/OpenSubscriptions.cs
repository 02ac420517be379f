using System.Collections.Concurrent;
using Continuo.Engine.Instances;
using Continuo.Messaging.Brokers;
using Continuo.Workflows.Json;

namespace Continuo.Messaging.AsyncApi;

/// <summary>Subscriptions that stay open between the messages of one task.</summary>
/// <remarks>
/// A message is accepted at the broker when the next one is asked for: by then the engine has recorded it. A crash before that, or a subscription that nobody asks
/// any more, leaves it to the broker, which delivers it again where the protocol knows how to.
/// </remarks>
internal sealed class OpenSubscriptions(TimeProvider time) : IAsyncDisposable
{
    /// <summary>Longer than most of what a workflow does with one message; a slower one subscribes again.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Subscription> _open = new(StringComparer.Ordinal);

    /// <param name="message">Whose subscription, and which message of it. Asked for again, it is the same one as before.</param>
    /// <param name="open">Subscribes.</param>
    /// <param name="read">Makes the result of a message.</param>
    /// <param name="waits">Called when the subscription is open and there is nothing to give yet.</param>
    /// <param name="cancellation">Ends the subscription, too: nobody waits for it any more.</param>
    public async Task<JsonValue> Next(
        (InstanceId Instance, string Name, string Key) message, Func<CancellationToken, Task<IMessageStream>> open, Func<InboundMessage, JsonValue> read, Action waits, CancellationToken cancellation)
    {
        var (instance, name, key) = message;
        if (!_open.TryGetValue(name, out var subscription))
        {
            subscription = new Subscription(instance, await open(cancellation), time);
            if (_open.TryGetValue(name, out var earlier))
            {
                await Remove(name, earlier);
            }

            _open[name] = subscription;
        }

        try
        {
            return await subscription.Next(key, read, (waits, () => _ = Remove(name, subscription)), cancellation);
        }
        catch (Exception)
        {
            // Whatever it was, the next attempt begins with a subscription of its own.
            await Remove(name, subscription);
            throw;
        }
    }

    public async Task Close(string name)
    {
        if (_open.TryGetValue(name, out var subscription))
        {
            await subscription.Accept();
            await Remove(name, subscription);
        }
    }

    /// <summary>Nobody of the instance will ask again. Closes beside the caller, who must not wait for a broker.</summary>
    public void CloseOf(InstanceId instance)
    {
        foreach (var (name, subscription) in _open)
        {
            if (subscription.Instance == instance)
            {
                _ = Task.Run(() => Remove(name, subscription));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, subscription) in _open)
        {
            await Remove(name, subscription);
        }
    }

    private async Task Remove(string name, Subscription subscription)
    {
        _open.TryRemove(new KeyValuePair<string, Subscription>(name, subscription));
        await subscription.DisposeAsync();
    }

    private sealed class Subscription(InstanceId instance, IMessageStream stream, TimeProvider time) : IAsyncDisposable
    {
        private InboundMessage? _last;
        private string? _lastKey;
        private JsonValue _lastResult;
        private ITimer? _idle;
        private int _disposed;

        public InstanceId Instance => instance;

        public async Task<JsonValue> Next(string key, Func<InboundMessage, JsonValue> read, (Action Waits, Action Abandoned) tell, CancellationToken cancellation)
        {
            _idle?.Dispose();
            if (_lastKey != key)
            {
                await Accept();
                var next = stream.Next(cancellation);
                if (!next.IsCompleted)
                {
                    tell.Waits();
                }

                var message = await next;
                (_last, _lastKey, _lastResult) = (message, key, read(message));
            }

            _idle = time.CreateTimer(_ => tell.Abandoned(), null, s_idle, Timeout.InfiniteTimeSpan);
            return _lastResult;
        }

        public async Task Accept()
        {
            if (_last is { Accept: { } accept })
            {
                _last = null;
                await accept();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                _idle?.Dispose();
                await stream.DisposeAsync();
            }
        }
    }
}
