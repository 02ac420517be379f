using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Events;

/// <summary>Brings events of the log to the instances of a shard that listen for them: poked by key, then read from the log, never stored in between.</summary>
/// <remarks>
/// Why no event is missed. Let C be the tail when a listener is decided. It is in the index in the same step, so that whatever is appended after C pokes it;
/// what lies between its mark and C it reads because it is poked at once. What is seen twice falls to the mark of its frame.
/// A successor knows of each listener only what is stored, its subscription, and so pokes it for all that came after the place in it.
/// A shard reads one part of the log: the mark of a subscription is a place in it.
/// Of a listener for values nobody knows, by the type of an event alone, whether it is concerned: the shard then looks at the events themselves, each once, and pokes by their
/// values. A successor looks at all that came after the place of any such listener. A look ends where the log ended when it was asked for: who begins to listen meanwhile is poked by itself.
/// </remarks>
internal sealed class EventDelivery
{
    public const int Part = 0;

    /// <summary>Pokes of one step; an event that wakes more goes on in the next.</summary>
    public const int PokesPerStep = 1_000;

    private const int EventsPerTail = 500;

    private readonly EventIndex _index = new();
    private readonly PokedInstances _poked;
    private readonly Queue<Walk> _walks = new();

    // What was in the log when the shard was adopted is found by reading; what came later is announced.
    private readonly long _adoptedAt;

    // Up to here events were looked at for all; what follows up to the tail at the adoption is looked at for those who listen for a type, too.
    private readonly long _markedAt;
    private long _tailed;
    private long _looksTo;
    private long _readsTo;
    private bool _isReading;
    private bool _looks;

    public EventDelivery(ShardImage image, int eventsPerTurn)
    {
        _poked = new(_index, eventsPerTurn);
        Tail = image.EventTails.IsDefaultOrEmpty ? 0 : image.EventTails[Part];
        _adoptedAt = Tail;
        _markedAt = Math.Min(Tail, image.EventMarks.IsDefaultOrEmpty ? 0 : image.EventMarks[Part]);
        (_tailed, _looksTo) = (_markedAt, Tail);
        List<Subscription> late = [];
        _index.Expect(image.Subscriptions.Length);
        foreach (var subscription in image.Subscriptions)
        {
            _index.Add(subscription);
            if (subscription.IsNarrow)
            {
                _tailed = Math.Min(_tailed, subscription.Since);
            }
            else if (subscription.Since < _markedAt)
            {
                late.Add(subscription);
            }
        }

        // In the order of their places, so that one read serves many.
        foreach (var subscription in late.OrderBy(subscription => subscription.Since))
        {
            _poked.Poke(subscription.Instance, subscription.Since + 1, _markedAt);
        }
    }

    public long Tail { get; private set; }

    public int Listeners => _index.Count;

    /// <summary>Where a successor begins to look who is concerned by an event. Up to here it looks for events that concern a listener.</summary>
    /// <remarks>Nothing is lost wherever it is: what a listener was offered and did not record lies behind the place in its subscription.</remarks>
    public long Mark => _tailed < _adoptedAt ? _tailed : Tail;

    /// <summary>Whether <see cref="Step"/> has something to do.</summary>
    public bool HasWork => _walks.Count > 0;

    /// <summary>The log has grown to <paramref name="tail"/> by events with these keys.</summary>
    public void Appended(long tail, ImmutableArray<EventKey> keys)
    {
        if (tail <= Tail)
        {
            return;
        }

        var first = Tail + 1;
        Tail = tail;
        foreach (var key in keys.Add(EventKey.Any).Distinct())
        {
            WakeListeners(key, first, tail);
            if (_index.IsNarrow(key))
            {
                _looksTo = tail;
            }
        }

        if (_tailed == first - 1 && _looksTo < tail)
        {
            // Nothing of it asks for a look.
            (_tailed, _looksTo) = (tail, tail);
        }
    }

    /// <summary>Goes on with the pokes, a bounded number of them.</summary>
    public void Step()
    {
        for (var places = 0; places < PokesPerStep && _walks.TryPeek(out var walk);)
        {
            if (walk.Next >= walk.End)
            {
                _walks.Dequeue();
                _index.Walked(walk.Bucket);
                continue;
            }

            places++;
            if (walk.Bucket.At(walk.Next++) is { } listener && listener.Mark < walk.To)
            {
                _poked.Poke(listener.Instance, walk.From, walk.To);
            }
        }
    }

    /// <summary>The next read of the log, if one is needed and none is under way.</summary>
    public ShardAction.ReadEvents? NextRead()
    {
        if (_isReading || HasWork)
        {
            return null;
        }

        if (_index.NarrowTypes.Count == 0 && !LooksForAll)
        {
            _tailed = _looksTo;
        }

        _looks = _tailed < _looksTo;
        _readsTo = Tail;
        var read = _looks ? new(Part, LooksForAll ? [] : [.. _index.NarrowTypes], _tailed, EventsPerTail) : _poked.NextRead();
        _isReading = read is not null;
        return read;
    }

    /// <summary>What a read has found; offers it to those that it was made for.</summary>
    public void Read(ImmutableArray<StoredEvent> events, long through, Action<InstanceId, Stimulus.EventsOffered> offer)
    {
        if (!_isReading)
        {
            return;
        }

        _isReading = false;
        if (!_looks)
        {
            _poked.Offer(events, through, offer);
            return;
        }

        foreach (var stored in events)
        {
            var type = EventKey.OfType(stored.Type);
            if (stored.N > _markedAt && stored.N <= _adoptedAt)
            {
                WakeListeners(type, stored.N, stored.N);
                WakeListeners(EventKey.Any, stored.N, stored.N);
            }

            if (_index.IsNarrow(type))
            {
                foreach (var key in EventKeys.OfValues(stored))
                {
                    WakeListeners(key, stored.N, stored.N);
                }
            }
        }

        _tailed = Math.Min(Math.Max(through, events.IsEmpty ? 0 : events[^1].N), _readsTo);
    }

    /// <summary>The instance has had its turn with what it was offered.</summary>
    public void Served(InstanceId instance, long through) => _poked.Served(instance, through);

    /// <summary>A commit opened and ended listeners.</summary>
    public void Changed(InstanceId instance, List<Subscription> added, List<int> ended)
    {
        foreach (var frame in ended)
        {
            _index.Remove(instance, frame);
        }

        foreach (var subscription in added)
        {
            Listen(subscription);
        }
    }

    /// <summary>The instance has come back from the store with these listeners: what it was offered and did not record is offered again.</summary>
    public void Reset(InstanceId instance, IEnumerable<Subscription> listeners)
    {
        _index.RemoveAll(instance);
        foreach (var subscription in listeners)
        {
            Listen(subscription);
        }

        _poked.OfferAgain(instance);
    }

    private void Listen(Subscription subscription)
    {
        _index.Add(subscription);
        _poked.ListensAnew(subscription.Instance);
        if (subscription.Since < Tail)
        {
            _poked.Poke(subscription.Instance, subscription.Since + 1, Tail);
        }
    }

    /// <summary>Whether the look that is next must show every event: those who listen for a type do not know of it yet.</summary>
    private bool LooksForAll => _tailed < _adoptedAt && _markedAt < _adoptedAt;

    private void WakeListeners(EventKey key, long from, long to)
    {
        var (only, bucket) = _index.Find(key);
        if (only is not null && only.Mark < to)
        {
            _poked.Poke(only.Instance, from, to);
        }
        else if (bucket is not null)
        {
            bucket.Walks++;
            _walks.Enqueue(new(bucket, from, to));
        }
    }

    private sealed class Walk(EventIndex.Bucket bucket, long from, long to)
    {
        public EventIndex.Bucket Bucket { get; } = bucket;

        public long From { get; } = from;

        public long To { get; } = to;

        public int Next { get; set; }

        public int End { get; } = bucket.Length;
    }
}
