using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Events;

/// <summary>A frame that listens, and the place up to which it has been offered events.</summary>
/// <remarks>There may be a million: what most of them do not need is not there, and what they have in common is shared.</remarks>
internal sealed class Listener
{
    private int[]? _places;

    /// <param name="subscription">As stored.</param>
    /// <param name="keys">Its keys, each once.</param>
    /// <param name="pokes">Its pokes, each once; the same as its keys when it has none of its own.</param>
    public Listener(Subscription subscription, ImmutableArray<EventKey> keys, ImmutableArray<EventKey> pokes)
    {
        (Instance, Frame, Mark) = (subscription.Instance, subscription.Frame, subscription.Since);
        (Keys, Pokes) = (keys, pokes);
    }

    public InstanceId Instance { get; }

    public int Frame { get; }

    /// <summary>Where in the log its events are found.</summary>
    public ImmutableArray<EventKey> Keys { get; }

    /// <summary>What an event has that concerns it.</summary>
    public ImmutableArray<EventKey> Pokes { get; }

    public long Mark { get; set; }

    /// <summary>The next frame of the same instance.</summary>
    public Listener? Next { get; set; }

    /// <summary>Whether it waits for values, so that the type of an event does not tell whether it concerns it.</summary>
    public bool IsNarrow => Keys != Pokes;

    /// <summary>Its place in the bucket of a key, where it is not alone.</summary>
    public int this[EventKey key]
    {
        get => _places![Pokes.IndexOf(key)];
        set => (_places ??= new int[Pokes.Length])[Pokes.IndexOf(key)] = value;
    }

    /// <summary>Whether an event may concern it.</summary>
    /// <param name="type">The key of its type.</param>
    /// <param name="values">Those of its values.</param>
    public bool Wants(EventKey type, Lazy<ImmutableArray<EventKey>> values)
    {
        if (Pokes.Contains(type) || Pokes.Contains(EventKey.Any))
        {
            return true;
        }

        if (IsNarrow && Keys.Contains(type))
        {
            foreach (var poke in Pokes)
            {
                if (values.Value.Contains(poke))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
