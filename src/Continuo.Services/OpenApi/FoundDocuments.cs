using System.Net.Http;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;
using Continuo.Services.Registry;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Services.OpenApi;

/// <summary>Reads documents over HTTP, and from the folders that are allowed.</summary>
internal sealed class FoundDocuments(CallTransport transport, CallAuthentication authentications, IOptions<ServicesOptions> options) : IDocumentSource
{
    private const int LongestDocument = 16 << 20;

    public async ValueTask<DocumentText> Read(string reference, JsonValue authentication, CallSecrets secrets, CancellationToken cancellation)
    {
        var address = Locate(reference);
        return address.IsFile
            ? new DocumentText(address, await ReadFile(address, cancellation), IsLocal: true)
            : new DocumentText(address, await Fetch(address, await authentications.Begin(authentication, secrets, cancellation), cancellation), IsLocal: false);
    }

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

    private async Task<string> Fetch(Uri address, CallCredentials? credentials, CancellationToken cancellation)
    {
        CallHeader accept = new("Accept", "application/json, application/yaml;q=0.9, */*;q=0.8", "", IsSecret: false);
        var hop = new CallHop(HttpMethod.Get, address, credentials?.Header is { } header ? [accept, header] : [accept], null);
        var (answer, _) = await transport.Send(new CallPlan(hop, address.AbsoluteUri, CallOutput.Raw, Redirect: true, credentials), null, cancellation);
        using (answer)
        {
            if (!answer.IsSuccessStatusCode)
            {
                throw new CallFailedException(CallErrors.Communication("No document", $"{address} answered {(int)answer.StatusCode} {answer.ReasonPhrase}.", (int)answer.StatusCode));
            }

            var (bytes, whole) = await AnswerBody.Read(answer.Content, LongestDocument, cancellation);
            return whole ? AnswerContent.Text(bytes, answer.Content.Headers.ContentType?.CharSet) : throw Wrong($"The document {address} is larger than {LongestDocument >> 20} MiB.");
        }
    }

    private async Task<string> ReadFile(Uri address, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(address.LocalPath);
        if (!Folders().Any(folder => path.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            throw new CallFailedException(CallErrors.Denied($"Documents of {Path.GetDirectoryName(path)} may not be read here: add the folder to {ServicesOptions.Section}:DocumentFolders."));
        }

        try
        {
            return await File.ReadAllTextAsync(path, cancellation);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"The document {path} cannot be read: {problem.Message}");
        }
    }

    private IEnumerable<string> Folders() => options.Value.DocumentBase is { IsFile: true } start
        ? [.. options.Value.DocumentFolders, Path.GetDirectoryName(start.LocalPath)!]
        : options.Value.DocumentFolders;

    private static CallFailedException Wrong(string problem) => new(CallErrors.Configuration(problem));
}
