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
    private readonly Dictionary<(string Key, DocumentForm Form), bool> _pinned = [];
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

    /// <summary>Whether a document that a call needs is there, and those that it refers to with it; else it is among the missing, or there is a diagnostic.</summary>
    public bool Pin(LoadContext context, SourceNode at, string key, AuthenticationPolicy? authentication, DocumentForm form)
    {
        if (documents.CallsAreStubbed)
        {
            return false;
        }

        if (!_pinned.TryGetValue((key, form), out var known))
        {
            _pinned[(key, form)] = known = Of(context, at, key, authentication, null) && PinParts(context, at, key, authentication, form);
        }
        else if (!known)
        {
            Of(context, at, key, authentication, null);
        }

        return known;
    }

    private bool PinParts(LoadContext context, SourceNode at, string root, AuthenticationPolicy? authentication, DocumentForm form)
    {
        var (seen, open) = (new List<string> { root }, new Queue<string>([root]));
        var whole = true;
        while (open.TryDequeue(out var from))
        {
            foreach (var places in DocumentLinks.Of(form, documents.Texts[from], seen, from))
            {
                // Credentials are meant for where the author named them.
                var found = places.FirstOrDefault(place => seen.Contains(place) || !IsAbsent(place)) ?? places[0];
                var proof = DocumentLinks.SameOrigin(root, found) ? authentication : null;
                if (seen.Contains(found))
                {
                    continue;
                }

                if (Of(context, at, found, proof, from, isProbe: places.Length > 1 && found != places[^1]))
                {
                    seen.Add(found);
                    open.Enqueue(found);
                }
                else
                {
                    whole = false;
                }
            }
        }

        return whole;
    }

    private bool IsAbsent(string key) => !documents.Texts.ContainsKey(key) && (documents.IsClosed || documents.Problems.ContainsKey(key));

    /// <summary>The document of a call; its absence is no error where calls may look for it themselves.</summary>
    private bool Of(LoadContext context, SourceNode at, string key, AuthenticationPolicy? authentication, string? from, bool isProbe = false)
    {
        if (from is not null && key.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && from.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            Tell(context, at, $"The document '{from}' refers to the file '{key}': a document from elsewhere may not name files of this machine.");
            return false;
        }

        if (documents.Texts.ContainsKey(key))
        {
            _used.Add(key);
            return true;
        }

        var what = from is null ? $"The document '{key}'" : $"The document '{key}', to which '{from}' refers,";
        if (documents.Problems.TryGetValue(key, out var problem))
        {
            Tell(context, at, $"{what} cannot be had: {problem}");
        }
        else if (_used.Count + _missing.Count >= DocumentLimits.ExternalDocuments)
        {
            Tell(context, at, $"{what} cannot be had: a definition has at most {DocumentLimits.ExternalDocuments} documents.");
        }
        else if (!documents.IsClosed)
        {
            _missing.TryAdd(key, new ExternalReference(key, authentication, context.Depth) { Secrets = context.Use.Secrets, IsOfCall = true, IsProbe = isProbe });
        }

        return false;
    }

    private void Tell(LoadContext context, SourceNode at, string message)
    {
        if (documents.CallsMayFetch)
        {
            context.Diagnostics.Warn(DiagnosticCodes.ExternalDocument, at, message, "The call looks for it when it is made.");
        }
        else
        {
            context.Diagnostics.Add(DiagnosticCodes.ExternalDocument, at, message);
        }
    }

    /// <summary>The document's text; null after a diagnostic.</summary>
    public string? Text(LoadContext context, SourceNode at, string key, AuthenticationPolicy? authentication)
    {
        if (Ask(context, key, authentication, out var problem, out var remedy) is { } text)
        {
            return text;
        }

        context.Diagnostics.Add(DiagnosticCodes.ExternalDocument, at, problem, remedy);
        return null;
    }

    /// <summary>The document's text; null and the reason when it is not there, and it is then among the missing if it may still come.</summary>
    public string? Ask(LoadContext context, string key, AuthenticationPolicy? authentication, out string problem, out string? remedy)
    {
        (problem, remedy) = ("", null);
        _used.Add(key);
        if (documents.Texts.TryGetValue(key, out var text))
        {
            return text;
        }

        if (documents.Problems.TryGetValue(key, out var why))
        {
            problem = $"The document '{key}' cannot be had: {why}";
        }
        else if (context.Depth >= DocumentLimits.ExternalDepth || _used.Count > DocumentLimits.ExternalDocuments)
        {
            var limit = context.Depth >= DocumentLimits.ExternalDepth ? $"documents lead to each other over more than {DocumentLimits.ExternalDepth} steps" : $"a definition has at most {DocumentLimits.ExternalDocuments} documents";
            problem = $"The document '{key}' cannot be had: {limit}.";
        }
        else
        {
            _missing[key] = new ExternalReference(key, authentication, context.Depth) { Secrets = context.Use.Secrets };
            (problem, remedy) = ($"The document '{key}' was not given.", "Deploy the workflow: what it needs is fetched then.");
        }

        return null;
    }
}
