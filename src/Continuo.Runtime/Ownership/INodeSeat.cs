using System.Collections.Immutable;

namespace Continuo.Runtime.Ownership;

/// <summary>The place of a process among others; a host that has one builds its node accordingly.</summary>
public interface INodeSeat
{
    /// <summary>Of the node: unique among all that ever joined.</summary>
    string Name { get; }

    IShardRouter Router { get; }

    /// <summary>Who is in the cluster, and who was, as this process sees it.</summary>
    ImmutableArray<NodeMember> Members { get; }

    /// <summary>The node that was built with them, before it starts.</summary>
    void Take(Node node);
}
