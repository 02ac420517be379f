using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Xunit;

namespace Continuo.Testing;

/// <summary>What a shard would believe about the subscriptions of an instance: it must be what the state says.</summary>
internal sealed class ListenerModel
{
    private readonly HashSet<int> _frames = [];

    public void Check(Turn turn, InstanceState state)
    {
        _frames.ExceptWith(turn.SubscriptionsEnded);
        _frames.UnionWith(turn.SubscriptionsAdded.Select(added => added.Frame));
        Assert.Equal(state.Listeners.Select(listener => listener.Frame), _frames.Order());
    }
}
