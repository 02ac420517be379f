using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Events;

/// <summary>Who listens to what: key to frames, in memory, rebuilt when the shard is adopted.</summary>
internal sealed class EventIndex
{
    // A listener where it is the only one of its key, as a million are that wait for an order each; else a bucket.
    private readonly Dictionary<EventKey, object> _places = [];
    private readonly Dictionary<InstanceId, Listener> _instances = [];
    private readonly Dictionary<EventKey, int> _narrow = [];
    private readonly Dictionary<EventKey, ImmutableArray<EventKey>> _single = [];

    public int Count { get; private set; }

    /// <summary>Types of which some listener takes only events with certain values.</summary>
    public IReadOnlyCollection<EventKey> NarrowTypes => _narrow.Keys;

    public bool IsNarrow(EventKey type) => _narrow.ContainsKey(type);

    /// <summary>The frames of an instance that listen.</summary>
    public IEnumerable<Listener> Of(InstanceId instance)
    {
        for (var listener = _instances.GetValueOrDefault(instance); listener is not null; listener = listener.Next)
        {
            yield return listener;
        }
    }

    /// <summary>Who listens for a key: one, or a bucket of them, or neither.</summary>
    public (Listener? Only, Bucket? Bucket) Find(EventKey key) => _places.GetValueOrDefault(key) switch
    {
        Listener only => (only, null),
        Bucket bucket => (null, bucket),
        _ => default,
    };

    /// <summary>Makes room for so many, instead of growing to it in steps.</summary>
    public void Expect(int count) => _instances.EnsureCapacity(count);

    public void Add(Subscription subscription)
    {
        Remove(subscription.Instance, subscription.Frame);
        var keys = Distinct(subscription.Keys);
        var listener = new Listener(subscription, keys, subscription.Pokes.IsDefault ? keys : Distinct(subscription.Pokes, share: false))
        {
            Next = _instances.GetValueOrDefault(subscription.Instance),
        };
        _instances[subscription.Instance] = listener;
        Count++;
        foreach (var key in listener.Pokes)
        {
            Place(key, listener);
        }

        CountNarrow(listener, 1);
    }

    public void Remove(InstanceId instance, int frame)
    {
        Listener? before = null;
        for (var listener = _instances.GetValueOrDefault(instance); listener is not null; listener = listener.Next)
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

    /// <summary>A walk over a bucket ended.</summary>
    public void Walked(Bucket bucket)
    {
        bucket.Walks--;
        ForgetIfEmpty(bucket);
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
        CountNarrow(listener, -1);
        foreach (var key in listener.Pokes)
        {
            if (_places[key] is Bucket bucket)
            {
                bucket.Remove(listener);
                ForgetIfEmpty(bucket);
            }
            else
            {
                _places.Remove(key);
            }
        }
    }

    private void Place(EventKey key, Listener listener)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, key, out _);
        switch (place)
        {
            case null:
                place = listener;
                break;
            case Bucket bucket:
                bucket.Add(listener);
                break;
            case Listener only:
                var both = new Bucket(key);
                both.Add(only);
                both.Add(listener);
                place = both;
                break;
        }
    }

    private void CountNarrow(Listener listener, int change)
    {
        if (!listener.IsNarrow)
        {
            return;
        }

        foreach (var type in listener.Keys)
        {
            if (!listener.Pokes.Contains(type))
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_narrow, type, out _);
                count += change;
                if (count == 0)
                {
                    _narrow.Remove(type);
                }
            }
        }
    }

    /// <summary>Most have one key, and the same as many others.</summary>
    private ImmutableArray<EventKey> Distinct(ImmutableArray<EventKey> keys, bool share = true)
    {
        if (keys.Length != 1)
        {
            return [.. keys.Distinct()];
        }

        if (!share)
        {
            return keys;
        }

        if (!_single.TryGetValue(keys[0], out var known))
        {
            if (_single.Count > 1_000)
            {
                return keys;
            }

            _single.Add(keys[0], known = keys);
        }

        return known;
    }

    private void ForgetIfEmpty(Bucket bucket)
    {
        if (bucket.IsEmpty && bucket.Walks == 0)
        {
            _places.Remove(bucket.Key);
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

            listener[Key] = _listeners.Count;
            _listeners.Add(listener);
        }

        public void Remove(Listener listener)
        {
            _listeners[listener[Key]] = null;
            _holes++;
        }

        private void Compact()
        {
            var to = 0;
            for (var from = 0; from < _listeners.Count; from++)
            {
                if (_listeners[from] is { } listener)
                {
                    listener[Key] = to;
                    _listeners[to++] = listener;
                }
            }

            _listeners.RemoveRange(to, _listeners.Count - to);
            _holes = 0;
        }
    }
}
