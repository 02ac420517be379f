using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The numbering of the nodes of a definition, which its documents share.</summary>
internal sealed class NodeTable
{
    private readonly List<Node?> _nodes = [];

    /// <summary>Tasks counted so far.</summary>
    public int Tasks { get; set; }

    /// <summary>All nodes by index. Valid once every reserved index is placed.</summary>
    public ImmutableArray<Node> All => [.. _nodes.Select(node => node!)];

    public int Reserve()
    {
        _nodes.Add(null);
        return _nodes.Count - 1;
    }

    public void Place(Node node) => _nodes[node.Index] = node;
}
