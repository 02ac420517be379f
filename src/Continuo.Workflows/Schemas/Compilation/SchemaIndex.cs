using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Evaluation;
using Continuo.Workflows.Schemas.Formats;
using Continuo.Workflows.Schemas.MetaSchemas;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>Finds schemas by address, anchor and pointer, in the documents that are known.</summary>
internal sealed class SchemaIndex(SchemaOptions options, SchemaProblems problems)
{
    /// <summary>The base of what has no address.</summary>
    private const string Unnamed = "schema:///";

    private const int Deepest = 500;

    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly Dialects _dialects = new(options);

    public SchemaSite Add(JsonValue root) => Add(new SchemaDocument("", root), options.Address ?? Unnamed);

    /// <summary>The schema that a reference means, or null when there is none; says so then.</summary>
    /// <param name="from">Where the reference stands.</param>
    /// <param name="keyword">The keyword that refers.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="anchor">The plain name in its fragment, when that is what it has.</param>
    public SchemaSite? Resolve(SchemaSite from, string keyword, string reference, out string? anchor)
    {
        var mark = reference.IndexOf('#', StringComparison.Ordinal);
        var address = mark < 0 ? reference : reference[..mark];
        var fragment = mark < 0 ? "" : Uri.UnescapeDataString(reference[(mark + 1)..]);
        anchor = fragment.Length > 0 && fragment[0] != '/' ? fragment : null;
        var location = $"{from.Location}/{keyword}";
        var whole = address.Length == 0 ? from.Resource.Address : UriReference.Resolve(from.Resource.Address, address);
        var resource = address.Length == 0 ? from.Resource : Find(from, whole);
        if (resource is null)
        {
            problems.Add(location, $"refers to {SchemaText.Quote(address)}, which is not known: nothing is fetched; put that schema with its '$id' under '$defs'", whole);
            return null;
        }

        var site = anchor is null
            ? AtPointer(resource.Root, fragment)
            : resource.Anchors.GetValueOrDefault(anchor) ?? resource.DynamicAnchors.GetValueOrDefault(anchor);
        if (site is null)
        {
            problems.Add(location, $"refers to {SchemaText.Quote(reference)}, where there is no schema");
        }

        return site;
    }

    private SchemaResource? Find(SchemaSite from, string address)
    {
        if (_resources.TryGetValue(address, out var known))
        {
            return known;
        }

        if (options.Documents.TryGetValue(address, out var document) || MetaSchema.Documents.TryGetValue(address, out document))
        {
            Add(new SchemaDocument(address + "#", document), address);
        }
        else if (options.Find?.Invoke(from.Document.Prefix.TrimEnd('#'), address) is { } found)
        {
            Add(new SchemaDocument(found.Name + "#", found.Value), address);
        }

        return _resources.GetValueOrDefault(address);
    }

    private SchemaSite Add(SchemaDocument document, string address)
    {
        var resource = new SchemaResource(address);
        _resources[address] = resource;
        var own = Identified(document, "", document.Root, resource);
        resource.Vocabularies = own.Vocabularies = _dialects.Of(document.Root, Vocabularies.Standard, document.Prefix, problems);
        var root = new SchemaSite(document, "", document.Root, own);
        resource.Root = own.Root = root;
        Walk(root, 0);
        return root;
    }

    /// <summary>Records a schema, and those below it.</summary>
    private void Walk(SchemaSite site, int depth)
    {
        if (!site.Document.Sites.TryAdd(site.Pointer, site) || site.Value.AsObject is not { } schema)
        {
            return;
        }

        if (depth > Deepest)
        {
            problems.Add(site.Location, $"is nested more than {Deepest} schemas deep");
            return;
        }

        AddAnchor(site, schema, "$anchor", site.Resource.Anchors);
        AddAnchor(site, schema, "$dynamicAnchor", site.Resource.DynamicAnchors);
        foreach (var (pointer, value) in Keywords.Below(site.Pointer, schema))
        {
            Walk(Site(site.Document, pointer, value, site.Resource), depth + 1);
        }
    }

    private SchemaSite Site(SchemaDocument document, string pointer, JsonValue value, SchemaResource parent)
    {
        var resource = Identified(document, pointer, value, parent);
        var site = new SchemaSite(document, pointer, value, resource);
        if (!ReferenceEquals(resource, parent))
        {
            resource.Root = site;
            resource.Vocabularies = _dialects.Of(value, parent.Vocabularies, site.Location, problems);
        }

        return site;
    }

    /// <summary>The resource of a schema: one of its own when it has <c>$id</c>, else its parent's.</summary>
    private SchemaResource Identified(SchemaDocument document, string pointer, JsonValue value, SchemaResource parent)
    {
        if (value.AsObject is not { } schema || !schema.TryGet("$id", out var id))
        {
            return parent;
        }

        var location = $"{document.Prefix}{pointer}/$id";
        if (id.AsString is not { } text || text.TrimEnd('#').Contains('#', StringComparison.Ordinal) || !UriFormats.IsReference(text, isInternational: true))
        {
            problems.Add(location, $"must be a URI reference without a fragment, found {SchemaText.Describe(id)}");
            return parent;
        }

        var address = UriReference.Resolve(parent.Address, text.TrimEnd('#'));
        if (address == parent.Address && pointer.Length == 0)
        {
            return parent;
        }

        var resource = new SchemaResource(address);
        if (!_resources.TryAdd(address, resource))
        {
            problems.Add(location, $"gives the address {SchemaText.Quote(address)} a second time");
        }

        return resource;
    }

    private void AddAnchor(SchemaSite site, JsonObject schema, string keyword, Dictionary<string, SchemaSite> anchors)
    {
        if (!schema.TryGet(keyword, out var value))
        {
            return;
        }

        if (value.AsString is not { Length: > 0 } name || !(char.IsAsciiLetter(name[0]) || name[0] == '_') || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            problems.Add($"{site.Location}/{keyword}", $"must be a name of letters, digits, '-', '_' and '.', found {SchemaText.Describe(value)}");
        }
        else if (!anchors.TryAdd(name, site))
        {
            problems.Add($"{site.Location}/{keyword}", $"gives the anchor {SchemaText.Quote(name)} a second time");
        }
    }

    /// <summary>The schema at a pointer, which may lead to where schemas do not usually stand.</summary>
    private SchemaSite? AtPointer(SchemaSite root, string fragment)
    {
        var document = root.Document;
        var pointer = root.Pointer + fragment;
        if (document.Sites.TryGetValue(pointer, out var known))
        {
            return known;
        }

        var (value, at, nearest) = (root.Value, root.Pointer, root);
        foreach (var token in fragment.Split('/').Skip(1))
        {
            if (!Step(value, token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out value))
            {
                return null;
            }

            at = $"{at}/{token}";
            nearest = document.Sites.GetValueOrDefault(at, nearest);
        }

        var site = new SchemaSite(document, pointer, value, nearest.Resource);
        Walk(site, 0);
        return site;
    }

    private static bool Step(JsonValue value, string token, out JsonValue next)
    {
        next = default;
        if (value.AsObject is { } members)
        {
            return members.TryGet(token, out next);
        }

        if (value.AsArray is { } items && int.TryParse(token, out var index) && index >= 0 && index < items.Count)
        {
            next = items[index];
            return true;
        }

        return false;
    }
}
