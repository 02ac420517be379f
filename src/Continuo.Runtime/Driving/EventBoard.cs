using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>How far each part of the event log has grown, and who of the shards here was told so.</summary>
/// <remarks>
/// Thread-safe. Why no shard misses an event: an event is announced to all that sit here, or a shard that is seated later finds it by reading, for the tail that it is
/// given is at least what was announced before it sat down. Both happen under one lock, and what was put into its inbox first is taken first.
/// A shard that was read when the log was longer than announced hears of some events twice, which its own tail sorts out.
/// </remarks>
internal sealed class EventBoard(int parts, Action<DriverInput> enqueue, int shards)
{
    private readonly Lock _gate = new();
    private readonly long[] _announced = new long[parts];
    private readonly long[] _known = new long[parts];
    private readonly bool[] _seated = new bool[shards];

    /// <summary>The longest that a part is known to be. Never falls.</summary>
    public long Known(int part) => Volatile.Read(ref _known[part]);

    /// <summary>Up to here the shards know of the part's events.</summary>
    public long Announced(int part)
    {
        lock (_gate)
        {
            return _announced[part];
        }
    }

    /// <summary>Somebody says that a part is as long as this.</summary>
    public void Rise(int part, long tail)
    {
        lock (_gate)
        {
            Rise_NeedsLock(part, tail);
        }
    }

    /// <summary>All events up to the tail that were not announced yet, by their keys.</summary>
    public void Announce(int part, long tail, ImmutableArray<EventKey> keys)
    {
        lock (_gate)
        {
            Rise_NeedsLock(part, tail);
            if (tail <= _announced[part])
            {
                return;
            }

            _announced[part] = tail;
            if (keys.IsDefaultOrEmpty)
            {
                return;
            }

            var offer = new ShardInput.EventsAppended(part, tail, keys);
            for (var shard = 0; shard < _seated.Length; shard++)
            {
                if (_seated[shard])
                {
                    enqueue(new(shard, DriverInput.AnyEpoch, offer));
                }
            }
        }
    }

    public void Seat(int shard, int epoch, ShardImage image)
    {
        lock (_gate)
        {
            var tails = ImmutableArray.CreateBuilder<long>(parts);
            for (var part = 0; part < parts; part++)
            {
                var tail = image.EventTails.IsDefaultOrEmpty ? 0 : image.EventTails[part];
                Rise_NeedsLock(part, tail);

                // Nobody sits here yet who could miss what lies between.
                _announced[part] = Array.TrueForAll(_seated, seated => !seated) ? Math.Max(_announced[part], tail) : _announced[part];
                tails.Add(Math.Max(tail, _announced[part]));
            }

            _seated[shard] = true;
            enqueue(new(shard, epoch, null, new Seating(image with { EventTails = tails.MoveToImmutable() })));
        }
    }

    public void Unseat(int shard, int epoch)
    {
        lock (_gate)
        {
            _seated[shard] = false;
            enqueue(new(shard, epoch, null, new Seating(null)));
        }
    }

    private void Rise_NeedsLock(int part, long tail) => Volatile.Write(ref _known[part], Math.Max(_known[part], tail));
}
