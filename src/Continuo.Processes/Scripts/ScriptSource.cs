using System.Buffers;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Processes.Scripts;

/// <summary>Reads the text of a script that is not in the document: by http, or from a file where the operator allows it.</summary>
internal sealed class ScriptSource(IHttpClientFactory clients, TimeProvider time, IOptions<ProcessesOptions> options, IOutgoingAddresses? addresses = null)
{
    public const string Client = "Continuo.Processes.Source";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async Task<string> Read(JsonValue source, CancellationToken cancellation)
    {
        var text = source["uri"].AsString ?? "";
        var bytes = Locate(text) is { } file ? await ReadFile(file, text, cancellation) : await Fetch(AddressOf(text), source["authentication"], cancellation);
        return Encoding.UTF8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
    }

    /// <summary>The file that is meant; null when it is an address of the web.</summary>
    private string? Locate(string text)
    {
        // A path that begins with '/' is an absolute URI to .NET on Unix.
        var absolute = Uri.TryCreate(text, UriKind.Absolute, out var uri) && !text.StartsWith('/') ? uri : null;
        var folders = options.Value.SourceDirectories.Select(Path.GetFullPath).ToList();
        if (absolute is { IsFile: false } || (absolute is null && folders.Count == 0 && options.Value.SourceBase is not null))
        {
            return null;
        }

        if (folders.Count == 0)
        {
            throw ProcessFailedException.Configuration($"The script '{text}' is a file, and files are not read here: give its http address, its text under 'code', or list its folder in {ProcessesOptions.Section}:{nameof(ProcessesOptions.SourceDirectories)}.");
        }

        var path = absolute is null ? Path.GetFullPath(Uri.UnescapeDataString(text), folders[0]) : Path.GetFullPath(absolute.LocalPath);
        var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        return folders.Any(folder => target.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            ? path
            : throw ProcessFailedException.Configuration($"The script '{text}' is {target}, outside {string.Join(", ", folders)}, where scripts are read from.");
    }

    private Uri AddressOf(string text) =>
        Uri.TryCreate(options.Value.SourceBase, text, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw ProcessFailedException.Configuration($"The script's source '{text}' must be an http or https address, or a file.");

    private async Task<byte[]> ReadFile(string path, string text, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await Bounded(file, text, cancellation);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw ProcessFailedException.Configuration($"The script '{text}' cannot be read: {missing.Message}");
        }
    }

    private async Task<byte[]> Fetch(Uri address, JsonValue authentication, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        if (addresses?.Allows(address) == false)
        {
            throw new ProcessFailedException(new WorkflowError(ErrorTypes.Authorization.Uri, ErrorTypes.Authorization.Status, "The source is not allowed", $"Scripts of {address.Authority} may not be fetched here: the host is not among those that calls may reach."));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, addresses?.Locate(address) ?? address);
        request.Headers.Authorization = authentication["scheme"].AsString switch
        {
            "basic" => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ProcessText.Of(authentication["username"])}:{ProcessText.Of(authentication["password"])}"))),
            "bearer" => new AuthenticationHeaderValue("Bearer", ProcessText.Of(authentication["token"])),
            null => null,
            var other => throw ProcessFailedException.Configuration($"A script cannot be fetched with the authentication '{other}'."),
        };
        try
        {
            using var answer = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw Communication((int)answer.StatusCode, $"The script at {address} was answered with {(int)answer.StatusCode} {answer.ReasonPhrase}.");
            }

            await using var body = await answer.Content.ReadAsStreamAsync(either.Token);
            return await Bounded(body, address.ToString(), either.Token);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw Communication(ErrorTypes.Communication.Status, $"The script at {address} cannot be fetched: {broken.Message}");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw Communication(ErrorTypes.Communication.Status, $"The script at {address} did not come within {s_patience.TotalSeconds:0} s.");
        }
    }

    private async Task<byte[]> Bounded(Stream stream, string what, CancellationToken cancellation)
    {
        var all = new ArrayBufferWriter<byte>();
        var buffer = new byte[16_384];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            all.Write(buffer.AsSpan(0, read));
            if (all.WrittenCount > options.Value.MaxSourceBytes)
            {
                throw ProcessFailedException.Runtime($"The script '{what}' has more than {options.Value.MaxSourceBytes} bytes (limit {nameof(ProcessesOptions.MaxSourceBytes)}).");
            }
        }

        return all.WrittenSpan.ToArray();
    }

    private static ProcessFailedException Communication(int status, string detail) =>
        new(new WorkflowError(ErrorTypes.Communication.Uri, status, "Communication Error", detail));
}
