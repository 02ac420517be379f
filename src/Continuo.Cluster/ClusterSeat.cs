using System.Collections.Immutable;
using Continuo.Runtime;
using Continuo.Runtime.Ownership;
using Orleans.Runtime;

namespace Continuo.Cluster;

/// <summary>This process's place in the cluster: where grains find its node.</summary>
internal sealed class ClusterSeat(IShardRouter router, IClusterMembershipService membership, Func<string> name) : INodeSeat
{
    private Node? _node;

    public string Name => name();

    public IShardRouter Router => router;

    public ImmutableArray<NodeMember> Members => [.. membership.CurrentSnapshot.Members.Values
        .Select(member => new NodeMember(member.SiloAddress.ToParsableString(), member.Name, member.Status.ToString().ToLowerInvariant()))
        .OrderBy(member => member.Name, StringComparer.Ordinal)];

    /// <summary>Null until there is a node.</summary>
    public ShardOwnership? Ownership => Volatile.Read(ref _node)?.Ownership;

    public Node? Node => Volatile.Read(ref _node);

    public void Take(Node node) => Volatile.Write(ref _node, node);
}
