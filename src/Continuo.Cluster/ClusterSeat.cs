using Continuo.Runtime;
using Continuo.Runtime.Ownership;

namespace Continuo.Cluster;

/// <summary>This process's place in the cluster: where grains find its node.</summary>
internal sealed class ClusterSeat(IShardRouter router, Func<string> name) : INodeSeat
{
    private Node? _node;

    public string Name => name();

    public IShardRouter Router => router;

    /// <summary>Null until there is a node.</summary>
    public ShardOwnership? Ownership => Volatile.Read(ref _node)?.Ownership;

    public Node? Node => Volatile.Read(ref _node);

    public void Take(Node node) => Volatile.Write(ref _node, node);
}
