using System.Collections.Immutable;
using System.Text;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The documents elsewhere that a definition needs: gives those that are known, and collects the others.</summary>
internal sealed class ExternalReader(ExternalDocuments documents)
{
    private readonly SortedDictionary<string, ExternalReference> _missing = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<LoadContext> _open = [];

    public ImmutableArray<ExternalReference> Missing => [.. _missing.Values];

    public ImmutableArray<ExternalDocument> Used => [.. _used.Where(documents.Texts.ContainsKey).Select(key => new ExternalDocument(key, documents.Texts[key]))];

    /// <summary>The document as a tree, with pointers below <paramref name="prefix"/>; null after a diagnostic.</summary>
    public (LoadContext Context, SourceNode Root)? Read(LoadContext context, SourceNode at, string key, AuthenticationPolicy? authentication, string prefix)
    {
        if (Text(context, at, key, authentication) is not { } text)
        {
            return null;
        }

        var inner = context.For(at, key, text.StartsWith('\uFEFF') ? text[1..] : text);
        _open.Add(inner);
        var root = Parse(inner);
        root?.PlaceUnder(prefix);
        return root is null ? null : (inner, root);
    }

    /// <summary>Tells what is wrong in all of them, once nothing more is read.</summary>
    public void Close()
    {
        // Whoever refers to a document was opened before it.
        foreach (var inner in Enumerable.Reverse(_open))
        {
            inner.Close();
        }

        _open.Clear();
    }

    public static SourceNode? Parse(LoadContext context)
    {
        if (Encoding.UTF8.GetByteCount(context.Text) > DocumentLimits.Bytes)
        {
            context.Diagnostics.Add(DiagnosticCodes.TooLarge, new TextPosition(1, 1), "", "The definition has more than 1 MiB of text.", "Move parts to sub-workflows, and data to inputs.");
            return null;
        }

        return JsonTree.Is(context.Text) ? JsonTree.Read(context.Text, context.Diagnostics) : YamlTree.Read(context.Text, context.Diagnostics);
    }

    /// <summary>The document's text; null after a diagnostic.</summary>
    public string? Text(LoadContext context, SourceNode at, string key, AuthenticationPolicy? authentication)
    {
        _used.Add(key);
        if (documents.Texts.TryGetValue(key, out var text))
        {
            return text;
        }

        if (documents.Problems.TryGetValue(key, out var problem))
        {
            context.Diagnostics.Add(DiagnosticCodes.ExternalDocument, at, $"The document '{key}' cannot be had: {problem}");
        }
        else if (context.Depth >= DocumentLimits.ExternalDepth || _used.Count > DocumentLimits.ExternalDocuments)
        {
            var limit = context.Depth >= DocumentLimits.ExternalDepth ? $"documents lead to each other over more than {DocumentLimits.ExternalDepth} steps" : $"a definition has at most {DocumentLimits.ExternalDocuments} documents";
            context.Diagnostics.Add(DiagnosticCodes.ExternalDocument, at, $"The document '{key}' cannot be had: {limit}.");
        }
        else
        {
            _missing.TryAdd(key, new ExternalReference(key, authentication, context.Depth) { Secrets = context.Use.Secrets });
            context.Diagnostics.Add(DiagnosticCodes.ExternalDocument, at, $"The document '{key}' was not given.", "Deploy the workflow: what it needs is fetched then.");
        }

        return null;
    }
}
