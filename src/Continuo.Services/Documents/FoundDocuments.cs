using System.Collections.Immutable;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Services.Registry;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Documents;

/// <summary>Gives the documents of calls: those that are kept with the definition as they were, and the others as they are now.</summary>
internal sealed class FoundDocuments(DocumentDownload download, IOptions<ServicesOptions> options) : IDocumentSource
{
    // What is relative to a workflow of which nobody says where it is: with room for as many '..'.
    private static readonly Uri s_nowhere = new($"document://workflow/{string.Concat(Enumerable.Repeat("-/", 12))}");

    public async ValueTask<DocumentText> Read(EffectRequest request, JsonValue endpoint, CallSecrets secrets, CancellationToken cancellation)
    {
        if (endpoint["document"].AsString is { } key)
        {
            return Kept(request.Documents, key);
        }

        var reference = CallText.Of(secrets.Resolve(endpoint["uri"]));
        return reference.Length == 0 ? throw Wrong("The call names no document.") : await Find(Locate(reference), endpoint["authentication"], secrets, cancellation);
    }

    public async ValueTask<DocumentText> ReadPart(DocumentText root, Uri address, JsonValue authentication, CallSecrets secrets, CancellationToken cancellation)
    {
        if (root.Set.IsDefault)
        {
            return await Find(address, authentication, secrets, cancellation);
        }

        var part = root.Set.FirstOrDefault(document => AddressOf(document.Key) == address)
            ?? throw Wrong($"The document {root.Address} refers to {address}, which was not kept with it.");
        return new DocumentText(address, part.Text, IsLocal: false) { Set = root.Set, Kept = part };
    }

    private DocumentText Kept(ImmutableArray<ExternalDocument> documents, string key)
    {
        var document = documents.FirstOrDefault(document => document.Key == key) ?? throw Wrong($"The document '{key}' was not kept with the definition or the instance.");
        return new DocumentText(AddressOf(key), document.Text, IsLocal: false) { Set = documents, Kept = document };
    }

    private Uri AddressOf(string key) =>
        Uri.TryCreate(key, UriKind.Absolute, out var address) ? address : new Uri(options.Value.DocumentBase ?? s_nowhere, key);

    private Uri Locate(string reference)
    {
        // A path alone parses as an absolute file address, and means the same here.
        if (!Uri.TryCreate(reference, UriKind.Absolute, out var address))
        {
            var start = options.Value.DocumentBase
                ?? throw Wrong($"The document '{reference}' is relative, and there is nothing that it could be relative to: give its whole address, or set {ServicesOptions.Section}:DocumentBase.");
            address = Uri.TryCreate(start, reference, out var found) ? found : throw Wrong($"'{reference}' is not the address of a document.");
        }

        if (address.IsFile && address.Host.Length > 0)
        {
            // file://app/greet.proto names a host, and nobody means one: it is a relative path.
            return Locate(address.Host + address.AbsolutePath);
        }

        return address.Scheme is "http" or "https" or "file" ? address : throw Wrong($"The document's scheme is '{address.Scheme}': expected http, https or file.");
    }

    private async Task<DocumentText> Find(Uri address, JsonValue authentication, CallSecrets secrets, CancellationToken cancellation)
    {
        try
        {
            return address.IsFile
                ? new DocumentText(address, await DocumentFiles.Read(Path.GetFullPath(address.LocalPath), Folders(), DocumentFetcher.LongestOfCall, cancellation), IsLocal: true)
                : new DocumentText(address, await download.Get(address, authentication, secrets, DocumentFetcher.LongestOfCall, cancellation), IsLocal: false);
        }
        catch (DocumentException problem)
        {
            throw new CallFailedException(DocumentDownload.Error(address.IsFile ? address.LocalPath : address.AbsoluteUri, problem));
        }
    }

    private List<string> Folders() =>
        [.. options.Value.DocumentFolders, .. options.Value.DocumentBase is { IsFile: true } start ? [Path.GetDirectoryName(start.LocalPath)!] : (string[])[]];

    private static CallFailedException Wrong(string problem) => new(CallErrors.Configuration(problem));
}
