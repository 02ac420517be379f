using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Events;

/// <summary>Instances with a listener that an event concerns, until they have had their turn with it.</summary>
internal sealed class PokedInstances(EventIndex index, int eventsPerTurn)
{
    private const int InstancesPerRead = 500;

    private readonly Dictionary<InstanceId, Unread> _unread = [];
    private readonly Queue<Unread> _queue = new();
    private readonly List<Unread> _batch = [];
    private long _readFrom;

    // While there is more than a page to read, those who begin beyond it would only fill it with what they do not want.
    private bool _isPageFull;

    public void Poke(InstanceId instance, long from, long to)
    {
        if (_unread.TryGetValue(instance, out var unread))
        {
            unread.From = Math.Min(unread.From, from);
            unread.To = Math.Max(unread.To, to);
            return;
        }

        _unread.Add(instance, unread = new(instance) { From = from, To = to });
        _queue.Enqueue(unread);
    }

    /// <summary>The instance listens to more than a read under way was made for: what comes of it must not move its marks.</summary>
    public void ListensAnew(InstanceId instance)
    {
        if (_unread.TryGetValue(instance, out var unread))
        {
            unread.IsRead = false;
        }
    }

    /// <summary>One read for many: from where the first in the queue has read to, with the keys of those who have read that far and not much farther.</summary>
    public ShardAction.ReadEvents? NextRead()
    {
        long? from = null;
        List<EventKey> keys = [];
        for (var looks = Math.Min(_queue.Count, InstancesPerRead); looks > 0; looks--)
        {
            var unread = _queue.Dequeue();
            if (StartOf(unread) is not { } start)
            {
                _unread.Remove(unread.Instance);
            }
            else if (from is null || (start >= from && (!_isPageFull || start - from < eventsPerTurn)))
            {
                from ??= start;
                unread.IsRead = true;
                _batch.Add(unread);
                Collect(keys, unread.Instance);
            }
            else
            {
                // It has read less, or much more: it leads a read of its own when its turn comes.
                _queue.Enqueue(unread);
            }
        }

        if (from is not { } after)
        {
            return null;
        }

        _readFrom = after;
        return new(EventDelivery.Part, keys.Contains(EventKey.Any) ? [] : [.. keys], after, eventsPerTurn);
    }

    public void Offer(ImmutableArray<StoredEvent> events, long through, Action<InstanceId, Stimulus.EventsOffered> offer)
    {
        _isPageFull = events.Length >= eventsPerTurn;
        var page = events.Select(stored => new ReadEvent(stored, EventKey.OfType(stored.Type), new(() => EventKeys.OfValues(stored), isThreadSafe: false))).ToList();
        foreach (var unread in _batch)
        {
            if (StartOf(unread) is not { } start)
            {
                _unread.Remove(unread.Instance);
            }
            else if (!unread.IsRead || start < _readFrom || through <= start)
            {
                _queue.Enqueue(unread);
            }
            else if (Advance(unread.Instance, start, page, through) is { IsEmpty: false } wanted)
            {
                unread.Offered = through;
                offer(unread.Instance, new(EventDelivery.Part, wanted, through, [.. index.Of(unread.Instance).Select(listener => listener.Frame)]));
            }
            else
            {
                ReadTo(unread, through);
            }
        }

        _batch.Clear();
    }

    public void Served(InstanceId instance, long through)
    {
        if (_unread.TryGetValue(instance, out var unread) && unread.Offered is not null)
        {
            unread.Offered = null;
            ReadTo(unread, through);
        }
    }

    /// <summary>What was offered and not served is not on its way any more.</summary>
    public void OfferAgain(InstanceId instance)
    {
        if (_unread.TryGetValue(instance, out var unread) && unread.Offered is not null)
        {
            unread.Offered = null;
            _queue.Enqueue(unread);
        }
    }

    private void ReadTo(Unread unread, long through)
    {
        if (through >= unread.To)
        {
            _unread.Remove(unread.Instance);
            return;
        }

        unread.From = Math.Max(unread.From, through + 1);
        _queue.Enqueue(unread);
    }

    private ImmutableArray<StoredEvent> Advance(InstanceId instance, long start, List<ReadEvent> page, long through)
    {
        var wanted = ImmutableArray.CreateBuilder<StoredEvent>();
        foreach (var read in page)
        {
            if (read.Stored.N > start && Wants(instance, read))
            {
                wanted.Add(read.Stored);
            }
        }

        foreach (var listener in index.Of(instance))
        {
            listener.Mark = Math.Max(listener.Mark, through);
        }

        return wanted.DrainToImmutable();
    }

    private void Collect(List<EventKey> keys, InstanceId instance)
    {
        foreach (var listener in index.Of(instance))
        {
            foreach (var key in listener.Keys)
            {
                if (!keys.Contains(key))
                {
                    keys.Add(key);
                }
            }
        }
    }

    private bool Wants(InstanceId instance, ReadEvent read)
    {
        foreach (var listener in index.Of(instance))
        {
            if (listener.Wants(read.Type, read.Values))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The place after which an instance must read; null when it has no listener with something to read.</summary>
    /// <remarks>Not the lowest mark of its listeners alone: a listener for which nothing came keeps an old mark, and has missed nothing since.</remarks>
    private long? StartOf(Unread unread)
    {
        long? lowest = null;
        foreach (var listener in index.Of(unread.Instance))
        {
            lowest = Math.Min(lowest ?? long.MaxValue, listener.Mark);
        }

        return lowest is not { } mark || mark >= unread.To ? null : Math.Max(mark, unread.From - 1);
    }

    private sealed record ReadEvent(StoredEvent Stored, EventKey Type, Lazy<ImmutableArray<EventKey>> Values);

    private sealed class Unread(InstanceId instance)
    {
        public InstanceId Instance { get; } = instance;

        /// <summary>The first event that it may not have read.</summary>
        public long From { get; set; }

        /// <summary>The last event that concerns it.</summary>
        public long To { get; set; }

        /// <summary>How far the events go that wait for its turn.</summary>
        public long? Offered { get; set; }

        /// <summary>Whether the read under way was made for all that it listens to.</summary>
        public bool IsRead { get; set; }
    }
}
