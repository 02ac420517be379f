using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>What all readers of one document share: its text, its diagnostics, the numbering of its nodes.</summary>
internal sealed class LoadContext
{
    private readonly List<UnsupportedFeature> _unsupported = [];
    private readonly LoadContext? _caller;
    private readonly SourceNode? _at;
    private readonly NodeTable _nodes;

    public LoadContext(string text, ExternalDocuments? documents = null)
    {
        Text = text;
        _nodes = new NodeTable();
        Functions = new FunctionTable();
        External = new ExternalReader(documents ?? ExternalDocuments.None);
    }

    private LoadContext(LoadContext caller, SourceNode at, string key, string text)
    {
        (Text, Key, Depth) = (text, key, caller.Depth + 1);
        (_caller, _at, _nodes) = (caller, at, caller._nodes);
        (Functions, External, Use) = (caller.Functions, caller.External, caller.Use);
        (Language, IsLoose, Engine) = (caller.Language, caller.IsLoose, caller.Engine);
    }

    public string Text { get; }

    /// <summary>The address of a document elsewhere; empty for the definition itself.</summary>
    public string Key { get; } = "";

    /// <summary>How many documents lead here.</summary>
    public int Depth { get; }

    public DiagnosticBag Diagnostics { get; } = new();

    public FunctionTable Functions { get; }

    public ExternalReader External { get; }

    public UseSection Use { get; set; } = UseSection.Empty;

    /// <summary><c>evaluate.language</c>: jq, or javascript. Null for another: its expressions are then not ours to judge.</summary>
    public string? Language { get; set; } = "jq";

    /// <summary><c>evaluate.mode: loose</c>: every text is tried as an expression.</summary>
    public bool IsLoose { get; set; }

    /// <summary><c>metadata.continuo.engine</c> of the document: what runs its scripts in JavaScript.</summary>
    public string? Engine { get; set; }

    public ImmutableArray<UnsupportedFeature> Unsupported => [.. _unsupported.OrderBy(u => u.Position.Line).ThenBy(u => u.Position.Column)];

    /// <summary>All nodes by index. Valid once every reserved index is placed.</summary>
    public ImmutableArray<Node> Nodes => _nodes.All;

    /// <summary>For a document elsewhere that this one refers to at a place.</summary>
    public LoadContext For(SourceNode at, string key, string text) => new(this, at, key, text);

    /// <summary>Tells what is wrong with a document elsewhere at the place that refers to it.</summary>
    public void Close()
    {
        foreach (var found in Diagnostics.Close())
        {
            var code = DiagnosticCodes.All.First(code => code.Id == found.Code);
            var message = $"In '{Key}' at {found.Position}: {found.Message}";
            if (found.Severity == Severity.Error)
            {
                _caller!.Diagnostics.Add(code, _at!, message, found.Remedy);
            }
            else
            {
                _caller!.Diagnostics.Warn(code, _at!, message, found.Remedy);
            }
        }
    }

    /// <summary>When set, collects what the readers ask of each object: what the language has at that place.</summary>
    public List<(SourceMap Map, List<string> Names)>? Asked { get; init; }

    /// <summary>The names that will be asked of an object.</summary>
    public List<string> Open(SourceMap map)
    {
        var names = new List<string>();
        Asked?.Add((map, names));
        return names;
    }

    /// <summary>The next index: a list or task takes its own before those inside it do.</summary>
    public int Reserve() => _nodes.Reserve();

    public T Place<T>(T node)
        where T : Node
    {
        _nodes.Place(node);
        return node;
    }

    /// <summary>Counts a task; false when the document has too many.</summary>
    public bool CountTask(SourceNode at)
    {
        if (++_nodes.Tasks == DocumentLimits.Tasks + 1)
        {
            Diagnostics.Add(DiagnosticCodes.TooLarge, at, $"The definition has more than {DocumentLimits.Tasks:N0} tasks.", "Move some to a sub-workflow.");
        }

        return _nodes.Tasks <= DocumentLimits.Tasks;
    }

    public void Report(Unsupported feature, SourceNode at)
    {
        Diagnostics.Add(feature.Code, at, $"'{feature.Name}' is not executed by this version.", feature.Consequence);
        Note(new UnsupportedFeature(feature.Code.Id, feature.Name, at.Pointer, at.Anchor, feature.BlocksStart));
    }

    private void Note(UnsupportedFeature feature)
    {
        if (_caller is null)
        {
            _unsupported.Add(feature);
        }
        else
        {
            _caller.Note(feature with { Position = _at!.Anchor });
        }
    }
}
