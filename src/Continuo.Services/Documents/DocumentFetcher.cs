using System.Text;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Registry;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Documents;

/// <summary>Gets one document: from a file below a folder that may be read, or over HTTP as a call would.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DocumentFetcher(IEnumerable<IEffectHandler> handlers, IOptions<ServicesOptions> options, TimeProvider time)
{
    private const string Catalog = "catalog://default/";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    public async Task<DocumentAnswer> Fetch(ExternalReference reference, DocumentOrigin origin, CancellationToken cancellation)
    {
        try
        {
            return await Find(reference, origin, cancellation);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return DocumentAnswer.No($"it cannot be read: {problem.Message}");
        }
        catch (DecoderFallbackException)
        {
            return DocumentAnswer.No("it is not UTF-8.");
        }
    }

    private async Task<DocumentAnswer> Find(ExternalReference reference, DocumentOrigin origin, CancellationToken cancellation)
    {
        var key = reference.Key;
        if (key.StartsWith(Catalog, StringComparison.Ordinal))
        {
            return await OfCatalog(reference, key[Catalog.Length..], cancellation);
        }

        if (Uri.TryCreate(key, UriKind.Absolute, out var address) && key[0] != '/')
        {
            return address.IsFile ? await OfFile(address, origin, cancellation) : await Get(address, reference, cancellation);
        }

        return origin.Folder is { } folder ? await Read(Path.GetFullPath(Uri.UnescapeDataString(key), folder), origin.Folder, cancellation)
            : origin.Address is null ? DocumentAnswer.No("it is relative, and nothing says to what. Give it as an absolute address.")
            : Uri.TryCreate(origin.Address, key, out var absolute) ? await Get(absolute, reference, cancellation)
            : DocumentAnswer.No("it is no address.");
    }

    private async Task<DocumentAnswer> OfCatalog(ExternalReference reference, string path, CancellationToken cancellation)
    {
        if (options.Value.DefaultCatalog is not { Length: > 0 } catalog)
        {
            return DocumentAnswer.No($"this runtime has no catalog of its own. Name one with {ServicesOptions.Section}:DefaultCatalog (--catalog), or declare 'default' in use.catalogs.");
        }

        if (Uri.TryCreate(catalog, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return await Get(new Uri(ExternalDocuments.AddressOf($"{catalog.TrimEnd('/')}/{path}")), reference, cancellation);
        }

        var folder = Path.GetFullPath(address is { IsFile: true } ? address.LocalPath : catalog);
        return await Read(Path.GetFullPath(path, folder), folder, cancellation);
    }

    private async Task<DocumentAnswer> OfFile(Uri address, DocumentOrigin origin, CancellationToken cancellation) =>
        address.Host.Length > 0 && address.Host != "localhost"
            ? DocumentAnswer.No($"it names the host '{address.Host}'; files are read of this machine only. Write file:///PATH, or a path relative to the workflow.")
            : await Read(Path.GetFullPath(address.LocalPath), origin.Folder, cancellation);

    private async Task<DocumentAnswer> Read(string path, string? folder, CancellationToken cancellation)
    {
        var real = File.Exists(path) ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : path;
        string[] allowed = [.. new[] { folder }.OfType<string>(), .. options.Value.DocumentFolders];
        if (!allowed.Any(root => IsBelow(path, root)) || !allowed.Any(root => IsBelow(real, root)))
        {
            return DocumentAnswer.No(allowed.Length == 0
                ? $"files are not read here. Allow folders with {ServicesOptions.Section}:DocumentFolders (--documents)."
                : $"files are read only below {string.Join(" and ", allowed)}. Allow other folders with {ServicesOptions.Section}:DocumentFolders (--documents).");
        }

        var file = new FileInfo(real);
        if (!file.Exists)
        {
            return DocumentAnswer.No(Directory.Exists(real) ? "it is a directory." : "there is no such file.");
        }

        return file.Length > DocumentAnswer.MaxBytes ? DocumentAnswer.TooLarge : DocumentAnswer.Of(s_strictUtf8.GetString(await File.ReadAllBytesAsync(real, cancellation)));
    }

    private static bool IsBelow(string path, string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        return path.StartsWith(root, StringComparison.Ordinal);
    }

    /// <summary>As a call of HTTP, so that services, allowed hosts, redirects and authentication are the same.</summary>
    private async Task<DocumentAnswer> Get(Uri address, ExternalReference reference, CancellationToken cancellation)
    {
        var arguments = new JsonObject.Builder().Set("method", "GET").Set("uri", address.AbsoluteUri).Set("output", "raw").Set("redirect", true);
        if (reference.Authentication is { } authentication)
        {
            if (DocumentCredentials.Of(authentication, reference.Secrets, out var problem) is not { } credentials)
            {
                return DocumentAnswer.No(problem);
            }

            arguments.Set("authentication", credentials);
        }

        var handler = handlers.First(handler => handler.Kind == EffectKind.Http);
        var request = new EffectRequest(EffectKind.Http, arguments.Build(), address.AbsoluteUri, 1, "", Guid.Empty, null);
        using var late = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await handler.Perform(request, default, either.Token) switch
            {
                EffectOutcome.Returned { Result: var body } => Decoded(body),
                EffectOutcome.Failed { Error: var error } => DocumentAnswer.No(Words(error)),
                var other => DocumentAnswer.No($"the call ended as {other.GetType().Name}."),
            };
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return DocumentAnswer.No($"no answer within {s_patience.TotalSeconds} s.");
        }
    }

    /// <summary>An answer's body is no explanation for whoever deploys.</summary>
    private static string Words(WorkflowError error) =>
        error.Type == ErrorTypes.Communication.Uri && error.Status != ErrorTypes.Communication.Status
            ? $"the answer is {error.Status} {error.Title}."
            : $"{error.Title}. {error.Detail?.Split('\n')[0]}".TrimEnd();

    private static DocumentAnswer Decoded(JsonValue body)
    {
        var bytes = Convert.FromBase64String(body.AsString ?? "");
        return bytes.Length > DocumentAnswer.MaxBytes ? DocumentAnswer.TooLarge : DocumentAnswer.Of(s_strictUtf8.GetString(bytes));
    }
}

/// <summary>A document's text, or why it cannot be had.</summary>
internal readonly record struct DocumentAnswer(string? Text, string Problem)
{
    public const int MaxBytes = 1 << 20;

    public static DocumentAnswer TooLarge => No("it has more than 1 MiB.");

    public static DocumentAnswer Of(string text) => new(text, "");

    public static DocumentAnswer No(string problem) => new(null, problem);
}
