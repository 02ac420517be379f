using System.Text;
using Continuo.Engine.Instances;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Documents;
using Microsoft.Extensions.Options;

namespace Continuo.Processes.Scripts;

/// <summary>Gives the text of a script that is not in the document: as it is kept with the definition, by http, or from a file where the operator allows it.</summary>
internal sealed class ScriptSource(TimeProvider time, IOptions<ProcessesOptions> options, IResourceDownload? download = null)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async Task<string> Read(ProcessWork work, CancellationToken cancellation)
    {
        var source = work.Arguments["source"];
        var text = source["uri"].AsString ?? "";
        if (source["document"].AsString is { } key)
        {
            return work.Request.Documents.FirstOrDefault(document => document.Key == key) is { } kept
                ? Checked(kept.Text, text)
                : throw ProcessFailedException.Configuration($"The script '{key}' was not kept with the definition.");
        }

        return Checked(Locate(text) is { } file ? await ReadFile(file, text, cancellation) : await Fetch(AddressOf(text), work, cancellation), text);
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

    private async Task<string> ReadFile(string path, string text, CancellationToken cancellation)
    {
        try
        {
            return new FileInfo(path).Length <= options.Value.MaxSourceBytes + Encoding.UTF8.Preamble.Length
                ? await File.ReadAllTextAsync(path, cancellation)
                : throw TooLong(text);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw ProcessFailedException.Configuration($"The script '{text}' cannot be read: {missing.Message}");
        }
    }

    private async Task<string> Fetch(Uri address, ProcessWork work, CancellationToken cancellation)
    {
        if (download is null)
        {
            throw ProcessFailedException.Configuration($"The script at {address} cannot be fetched: this host has no services (AddContinuoServices).");
        }

        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            // As it was asked for, not resolved: an authentication that is a whole secret is read by whoever uses it.
            var answer = await download.Get(address, work.Request.Arguments["source"]["authentication"], options.Value.MaxSourceBytes, work.Secrets, either.Token);
            return answer.IsTooLarge ? throw TooLong(address.AbsoluteUri) : answer.Text ?? throw new ProcessFailedException(answer.Error!);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ProcessFailedException(new WorkflowError(ErrorTypes.Communication.Uri, ErrorTypes.Communication.Status, "Communication Error", $"The script at {address} did not come within {s_patience.TotalSeconds:0} s."));
        }
    }

    private string Checked(string script, string what) => Encoding.UTF8.GetByteCount(script) <= options.Value.MaxSourceBytes
        ? script
        : throw TooLong(what);

    private ProcessFailedException TooLong(string what) => ProcessFailedException.Runtime($"The script '{what}' has more than {options.Value.MaxSourceBytes} bytes (limit {nameof(ProcessesOptions.MaxSourceBytes)}).");
}
