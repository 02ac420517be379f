using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>What all readers of one document share: its text, its diagnostics, the numbering of its nodes.</summary>
internal sealed class LoadContext(string text)
{
    private readonly List<Node?> _nodes = [];
    private readonly List<UnsupportedFeature> _unsupported = [];
    private int _tasks;

    public string Text { get; } = text;

    public DiagnosticBag Diagnostics { get; } = new();

    public UseSection Use { get; set; } = UseSection.Empty;

    /// <summary><c>evaluate.language</c>: jq, or javascript. Null for another: its expressions are then not ours to judge.</summary>
    public string? Language { get; set; } = "jq";

    /// <summary><c>evaluate.mode: loose</c>: every text is tried as an expression.</summary>
    public bool IsLoose { get; set; }

    /// <summary><c>metadata.continuo.engine</c> of the document: what runs its scripts in JavaScript.</summary>
    public string? Engine { get; set; }

    public ImmutableArray<UnsupportedFeature> Unsupported => [.. _unsupported.OrderBy(u => u.Position.Line).ThenBy(u => u.Position.Column)];

    /// <summary>All nodes by index. Valid once every reserved index is placed.</summary>
    public ImmutableArray<Node> Nodes => [.. _nodes.Select(node => node!)];

    /// <summary>The next index: a list or task takes its own before those inside it do.</summary>
    public int Reserve()
    {
        _nodes.Add(null);
        return _nodes.Count - 1;
    }

    public T Place<T>(T node)
        where T : Node
    {
        _nodes[node.Index] = node;
        return node;
    }

    /// <summary>Counts a task; false when the document has too many.</summary>
    public bool CountTask(SourceNode at)
    {
        if (++_tasks == DocumentLimits.Tasks + 1)
        {
            Diagnostics.Add(DiagnosticCodes.TooLarge, at, $"The definition has more than {DocumentLimits.Tasks:N0} tasks.", "Move some to a sub-workflow.");
        }

        return _tasks <= DocumentLimits.Tasks;
    }

    public void Report(Unsupported feature, SourceNode at)
    {
        _unsupported.Add(new UnsupportedFeature(feature.Code.Id, feature.Name, at.Pointer, at.Anchor, feature.BlocksStart));
        Diagnostics.Add(feature.Code, at, $"'{feature.Name}' is not executed by this version.", feature.Consequence);
    }
}
