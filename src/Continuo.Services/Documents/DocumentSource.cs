using System.Net;
using Continuo.Engine;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;
using Continuo.Services.Registry;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Documents;

/// <summary>Documents from http and https, and from the directories that the operator allows.</summary>
internal sealed class DocumentSource(CallTransport transport, CallAuthentication authentications, EngineLimits limits, IOptions<ServicesOptions> options) : IDocumentSource
{
    private readonly string[] _directories = [.. options.Value.DocumentDirectories.Select(directory => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)))];
    private readonly int _limit = (int)Math.Min(limits.ValueBytes, int.MaxValue);

    public async Task<FetchedDocument> Fetch(JsonValue endpoint, CallSecrets secrets, CancellationToken cancellation)
    {
        var text = secrets.Resolve(endpoint["uri"]).AsString ?? "";
        var candidates = Addresses(text);
        foreach (var address in candidates)
        {
            if (await Read(address, endpoint["authentication"], secrets, required: address == candidates[^1], cancellation) is { } found)
            {
                return found;
            }
        }

        throw Missing(text);
    }

    public async Task<FetchedDocument?> TryFetch(Uri address, CancellationToken cancellation) =>
        await Read(address, default, new CallSecrets(NoSecrets.Instance), required: false, cancellation);

    /// <summary>Where a document may be, the likeliest first.</summary>
    private List<Uri> Addresses(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && text[0] != '/')
        {
            // file://app/greet.proto names a host, and nobody means one: it is a path, below the base or from the root.
            return address.IsFile && address.Host.Length > 0
                ? [.. Relative(address.Host + address.AbsolutePath), new Uri($"file:///{address.Host}{address.AbsolutePath}")]
                : [address];
        }

        return Relative(text) is [_, ..] found
            ? found
            : throw new CallFailedException(CallErrors.Configuration($"The document '{text}' is relative, and this host has no base for it: give its whole address, or set {ServicesOptions.Section}:{nameof(ServicesOptions.DocumentBase)}."));
    }

    private List<Uri> Relative(string text) =>
        options.Value.DocumentBase is { } root && Uri.TryCreate(root, text, out var address) ? [address] : [];

    private async Task<FetchedDocument?> Read(Uri address, JsonValue authentication, CallSecrets secrets, bool required, CancellationToken cancellation)
    {
        if (address.IsFile)
        {
            return await File(address, required, cancellation);
        }

        var arguments = new JsonObject.Builder().Set("method", "GET").Set("uri", address.AbsoluteUri).Set("redirect", true);
        if (!authentication.IsNull)
        {
            arguments.Set("authentication", authentication);
        }

        var (answer, asked) = await transport.Send(CallPlan.Create(arguments.Build(), secrets, await authentications.Begin(authentication, secrets, cancellation)), null, cancellation);
        using (answer)
        {
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                return required ? throw new CallFailedException(CallErrors.Communication("Document not found", $"The document at {asked.Uri} could not be read: status {(int)answer.StatusCode}.", (int)answer.StatusCode)) : null;
            }

            var (bytes, whole) = await AnswerBody.Read(answer.Content, _limit, cancellation);
            return whole ? new FetchedDocument(asked.Uri, bytes) : throw TooLarge(asked.Uri);
        }
    }

    private async Task<FetchedDocument?> File(Uri address, bool required, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(address.LocalPath);
        if (!_directories.Any(directory => directory == "/" || path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            return required ? throw new CallFailedException(CallErrors.Denied($"Documents in {Path.GetDirectoryName(path)} are not allowed here: add the directory to {ServicesOptions.Section}:{nameof(ServicesOptions.DocumentDirectories)}.")) : null;
        }

        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return required ? throw Missing(path) : null;
        }

        return file.Length <= _limit ? new FetchedDocument(new Uri(path), await System.IO.File.ReadAllBytesAsync(path, cancellation)) : throw TooLarge(address);
    }

    private static CallFailedException Missing(string where) => new(CallErrors.Configuration($"The document '{where}' is not there."));

    private CallFailedException TooLarge(Uri address) => new(CallErrors.TooLarge($"The document at {address} is larger than the limit {nameof(EngineLimits.ValueBytes)} of {_limit} bytes."));
}
