using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents;

/// <summary>Text in YAML 1.2 or JSON as data that knows where each value stands: for files whose mistakes are told with their places.</summary>
public sealed class PlacedDocument
{
    private readonly SourceNode? _root;

    private PlacedDocument(SourceNode? root, ImmutableArray<Diagnostic> diagnostics) => (_root, Diagnostics) = (root, diagnostics);

    /// <summary>What cannot be read; then there is no more than an empty value.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public JsonValue Value => _root?.Json ?? JsonValue.Null;

    /// <remarks>Never throws for any text.</remarks>
    public static PlacedDocument Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var whole = text.StartsWith('\uFEFF') ? text[1..] : text;
        var diagnostics = new DiagnosticBag();
        var root = JsonTree.Is(whole) ? JsonTree.Read(whole, diagnostics) : YamlTree.Read(whole, diagnostics);
        return new(diagnostics.HasErrors ? null : root, diagnostics.Close());
    }

    /// <summary>Where the key stands, or the item, that <paramref name="pointer"/> leads to; as far as there is one.</summary>
    public TextPosition PositionOf(string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        var node = _root;
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var next = node switch
            {
                SourceMap map => map[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)],
                SourceList list when int.TryParse(step, out var index) && index >= 0 && index < list.Items.Count => list.Items[index],
                _ => null,
            };
            if (next is null)
            {
                break;
            }

            node = next;
        }

        return node?.Anchor ?? new TextPosition(1, 1);
    }
}
