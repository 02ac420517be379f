using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Events;

/// <summary>Who listens to what: key to frames, in memory, rebuilt when the shard is adopted.</summary>
internal sealed class EventIndex
{
    private readonly Dictionary<EventKey, Bucket> _buckets = [];
    private readonly Dictionary<InstanceId, Listener> _instances = [];

    public int Count { get; private set; }

    /// <summary>The frames of an instance that listen.</summary>
    public IEnumerable<Listener> Of(InstanceId instance)
    {
        for (var listener = _instances.GetValueOrDefault(instance); listener is not null; listener = listener.Next)
        {
            yield return listener;
        }
    }

    public Bucket? Find(EventKey key) => _buckets.GetValueOrDefault(key);

    public void Add(Subscription subscription)
    {
        Remove(subscription.Instance, subscription.Frame);
        var listener = new Listener(subscription)
        {
            Next = _instances.GetValueOrDefault(subscription.Instance),
        };
        _instances[subscription.Instance] = listener;
        Count++;
        foreach (var key in listener.Keys)
        {
            if (!_buckets.TryGetValue(key, out var bucket))
            {
                _buckets.Add(key, bucket = new(key));
            }

            bucket.Add(listener);
        }
    }

    public void Remove(InstanceId instance, int frame)
    {
        Listener? before = null;
        foreach (var listener in Of(instance))
        {
            if (listener.Frame == frame)
            {
                Unlink(listener, before);
                return;
            }

            before = listener;
        }
    }

    public void RemoveAll(InstanceId instance)
    {
        while (_instances.TryGetValue(instance, out var first))
        {
            Unlink(first, null);
        }
    }

    private void Unlink(Listener listener, Listener? before)
    {
        if (before is not null)
        {
            before.Next = listener.Next;
        }
        else if (listener.Next is { } next)
        {
            _instances[listener.Instance] = next;
        }
        else
        {
            _instances.Remove(listener.Instance);
        }

        Count--;
        foreach (var key in listener.Keys)
        {
            var bucket = _buckets[key];
            bucket.Remove(listener);
            ForgetIfEmpty(bucket);
        }
    }

    /// <summary>A walk over a bucket ended.</summary>
    public void Walked(Bucket bucket)
    {
        bucket.Walks--;
        ForgetIfEmpty(bucket);
    }

    private void ForgetIfEmpty(Bucket bucket)
    {
        if (bucket.IsEmpty && bucket.Walks == 0)
        {
            _buckets.Remove(bucket.Key);
        }
    }

    /// <summary>The listeners of one key in the order in which they came, with holes where some have left.</summary>
    internal sealed class Bucket(EventKey key)
    {
        private readonly List<Listener?> _listeners = [];
        private int _holes;

        public EventKey Key { get; } = key;

        /// <summary>Places given so far; a walk goes from zero to here.</summary>
        public int Length => _listeners.Count;

        public bool IsEmpty => _holes == _listeners.Count;

        /// <summary>Walks that are under way: places must not move.</summary>
        public int Walks { get; set; }

        public Listener? At(int place) => _listeners[place];

        public void Add(Listener listener)
        {
            if (Walks == 0 && _holes > 16 && _holes > _listeners.Count / 2)
            {
                Compact();
            }

            listener.Places[listener.Keys.IndexOf(Key)] = _listeners.Count;
            _listeners.Add(listener);
        }

        public void Remove(Listener listener)
        {
            _listeners[listener.Places[listener.Keys.IndexOf(Key)]] = null;
            _holes++;
        }

        private void Compact()
        {
            var to = 0;
            for (var from = 0; from < _listeners.Count; from++)
            {
                if (_listeners[from] is { } listener)
                {
                    listener.Places[listener.Keys.IndexOf(Key)] = to;
                    _listeners[to++] = listener;
                }
            }

            _listeners.RemoveRange(to, _listeners.Count - to);
            _holes = 0;
        }
    }
}
