using Continuo.Engine.Instances;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Services.Registry;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Documents;

/// <summary>Gets one document of a definition: from a file below a folder that may be read, or over HTTP as a call would.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="download">Null when only files are read.</param>
/// <param name="secrets">Those of the authentications.</param>
/// <param name="options">What may be read.</param>
/// <param name="time">The clock.</param>
internal sealed class DocumentFetcher(DocumentDownload? download, ISecretSource secrets, IOptions<ServicesOptions> options, TimeProvider time)
{
    /// <summary>A function or a schema is part of the definition, and as small.</summary>
    public const int LongestOfDefinition = 1 << 20;

    /// <summary>The description of a service may be a book.</summary>
    public const int LongestOfCall = 16 << 20;

    private const string Catalog = "catalog://default/";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public async Task<DocumentAnswer> Fetch(ExternalReference reference, DocumentOrigin origin, CancellationToken cancellation)
    {
        try
        {
            return DocumentAnswer.Of(await Find(reference, origin, cancellation));
        }
        catch (DocumentException problem)
        {
            return DocumentAnswer.No(problem.Message);
        }
    }

    private async Task<string> Find(ExternalReference reference, DocumentOrigin origin, CancellationToken cancellation)
    {
        var key = reference.Key;
        if (key.StartsWith(Catalog, StringComparison.Ordinal))
        {
            return await OfCatalog(reference, key[Catalog.Length..], cancellation);
        }

        if (Uri.TryCreate(key, UriKind.Absolute, out var address) && key[0] != '/')
        {
            return address.IsFile ? await OfFile(address, reference, origin, cancellation) : await Get(address, reference, cancellation);
        }

        return origin.Folder is { } folder ? await Read(Path.GetFullPath(Uri.UnescapeDataString(key), folder), reference, folder, cancellation)
            : origin.Address is null ? throw new DocumentException("it is relative, and nothing says to what. Give it as an absolute address.")
            : Uri.TryCreate(origin.Address, key, out var absolute) ? await Get(absolute, reference, cancellation)
            : throw new DocumentException("it is no address.");
    }

    private async Task<string> OfCatalog(ExternalReference reference, string path, CancellationToken cancellation)
    {
        if (options.Value.DefaultCatalog is not { Length: > 0 } catalog)
        {
            throw new DocumentException($"this runtime has no catalog of its own. Name one with {ServicesOptions.Section}:DefaultCatalog (--catalog), or declare 'default' in use.catalogs.");
        }

        if (Uri.TryCreate(catalog, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return await Get(new Uri(ExternalDocuments.AddressOf($"{catalog.TrimEnd('/')}/{path}")), reference, cancellation);
        }

        var folder = Path.GetFullPath(address is { IsFile: true } ? address.LocalPath : catalog);
        return await Read(Path.GetFullPath(path, folder), reference, folder, cancellation);
    }

    private async Task<string> OfFile(Uri address, ExternalReference reference, DocumentOrigin origin, CancellationToken cancellation) =>
        address.Host.Length > 0 && address.Host != "localhost"
            ? throw new DocumentException($"it names the host '{address.Host}'; files are read of this machine only. Write file:///PATH, or a path relative to the workflow.")
            : await Read(Path.GetFullPath(address.LocalPath), reference, origin.Folder, cancellation);

    private async Task<string> Read(string path, ExternalReference reference, string? folder, CancellationToken cancellation) =>
        await DocumentFiles.Read(path, [.. new[] { folder }.OfType<string>(), .. options.Value.DocumentFolders], LimitOf(reference), cancellation);

    private static int LimitOf(ExternalReference reference) => reference.IsOfCall ? LongestOfCall : LongestOfDefinition;

    private async Task<string> Get(Uri address, ExternalReference reference, CancellationToken cancellation)
    {
        if (download is null)
        {
            throw new DocumentException("only files are read here.");
        }

        var authentication = JsonValue.Null;
        if (reference.Authentication is { } policy)
        {
            authentication = DocumentCredentials.Of(policy, reference.Secrets, out var problem) is { } credentials ? credentials : throw new DocumentException(problem);
        }

        var found = new CallSecrets(secrets);
        using var late = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await download.Get(address, authentication, found, LimitOf(reference), either.Token);
        }
        catch (CallFailedException problem)
        {
            throw new DocumentException(Words(found.Mask().Apply(problem.Error)));
        }
        catch (SecretMissingException problem)
        {
            throw new DocumentException($"its authentication is not complete: {problem.Message}");
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested || !cancellation.IsCancellationRequested)
        {
            throw new DocumentException($"no answer within {s_patience.TotalSeconds} s.");
        }
    }

    private static string Words(WorkflowError error) => $"{error.Title}. {error.Detail?.Split('\n')[0]}".TrimEnd();
}

/// <summary>A document's text, or why it cannot be had.</summary>
internal readonly record struct DocumentAnswer(string? Text, string Problem)
{
    public static DocumentAnswer Of(string text) => new(text, "");

    public static DocumentAnswer No(string problem) => new(null, problem);
}
