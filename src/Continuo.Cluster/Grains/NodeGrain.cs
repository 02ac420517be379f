using Continuo.Cluster.Wire;
using Orleans.Concurrency;

namespace Continuo.Cluster.Grains;

/// <summary>Where a node hears what others tell.</summary>
[Reentrant]
[OwnerPlacement]
internal sealed class NodeGrain(ClusterSeat seat) : Grain, INodeGrain
{
    public Task Hear(byte[] news)
    {
        seat.Ownership?.Hear(WireFormat.ReadNews(news));
        return Task.CompletedTask;
    }

    public Task<int> Level() => Task.FromResult(FeatureLevel.Current);
}
