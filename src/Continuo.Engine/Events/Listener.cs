using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Events;

/// <summary>A frame that listens, and the place up to which it has been offered events.</summary>
internal sealed class Listener
{
    public Listener(Subscription subscription)
    {
        Instance = subscription.Instance;
        Frame = subscription.Frame;
        Keys = [.. subscription.Keys.Distinct()];
        Places = new int[Keys.Length];
        Mark = subscription.Since;
    }

    public InstanceId Instance { get; }

    public int Frame { get; }

    public ImmutableArray<EventKey> Keys { get; }

    /// <summary>Its place in the bucket of each key.</summary>
    public int[] Places { get; }

    public long Mark { get; set; }

    /// <summary>The next frame of the same instance.</summary>
    public Listener? Next { get; set; }

    public bool Wants(EventKey key) => Keys.Contains(key) || Keys.Contains(EventKey.Any);
}
