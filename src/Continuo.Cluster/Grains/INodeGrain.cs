using Orleans.Concurrency;

namespace Continuo.Cluster.Grains;

/// <summary>A node, by its name.</summary>
[Alias("continuo.node")]
internal interface INodeGrain : IGrainWithStringKey
{
    [OneWay]
    [Alias("hear")]
    Task Hear(byte[] news);

    /// <summary>What this node can read: see <see cref="FeatureLevel"/>.</summary>
    [Alias("level")]
    Task<int> Level();
}
