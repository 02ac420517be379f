using Continuo.Services.Registry;
using Continuo.Workflows.Documents;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Documents;

/// <summary>Loads a definition together with the documents elsewhere that it needs.</summary>
/// <remarks>Thread-safe. What cannot be had is a diagnostic of the result, with its place; nothing is thrown but by <c>cancellation</c>.</remarks>
public sealed class DefinitionLoader
{
    // Of one definition: whoever deploys waits for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly DocumentFetcher _fetcher;
    private readonly TimeProvider _time;

    internal DefinitionLoader(DocumentFetcher fetcher, TimeProvider time) => (_fetcher, _time) = (fetcher, time);

    /// <param name="text">The definition, YAML or JSON.</param>
    /// <param name="origin">Where it stands.</param>
    /// <param name="cancellation">Ends the fetching.</param>
    public async Task<LoadResult> Load(string text, DocumentOrigin origin, CancellationToken cancellation) =>
        await Load(text, ExternalDocuments.None, origin, cancellation);

    /// <summary>The files that a definition needs, for whoever deploys it to a server that cannot read them. What stands on the network is left to the server.</summary>
    /// <param name="text">The definition.</param>
    /// <param name="origin">Where it stands.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<ExternalDocuments> ReadFiles(string text, DocumentOrigin origin, CancellationToken cancellation)
    {
        var files = new DocumentFetcher([], Options.Create(new ServicesOptions()), TimeProvider.System);
        var documents = ExternalDocuments.None;
        while (WorkflowLoader.Load(text, documents).Missing.Where(reference => IsFile(reference.Key)).ToList() is { Count: > 0 } missing)
        {
            foreach (var reference in missing)
            {
                var answer = await files.Fetch(reference, origin, cancellation);
                documents = answer.Text is { } found ? documents.With(reference.Key, found) : documents.Without(reference.Key, answer.Problem);
            }
        }

        return documents;
    }

    /// <summary>Whether a document is a file beside the definition or named by its path.</summary>
    public static bool IsFile(string key) => !key.Contains("://", StringComparison.Ordinal) || key.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc cref="Load(string, DocumentOrigin, CancellationToken)"/>
    /// <param name="text"/>
    /// <param name="known">Documents that need not be fetched.</param>
    /// <param name="origin"/><param name="cancellation"/>
    public async Task<LoadResult> Load(string text, ExternalDocuments known, DocumentOrigin origin, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        var documents = known;
        while (true)
        {
            // Each round answers everything that was missing, and the loader bounds how many documents lead to the next.
            var loaded = WorkflowLoader.Load(text, documents);
            if (loaded.Missing.IsEmpty)
            {
                return loaded;
            }

            var answers = await Task.WhenAll(loaded.Missing.Select(reference => _fetcher.Fetch(reference, origin, either.Token)));
            cancellation.ThrowIfCancellationRequested();
            foreach (var (reference, answer) in loaded.Missing.Zip(answers))
            {
                documents = answer.Text is { } found ? documents.With(reference.Key, found) : documents.Without(reference.Key, answer.Problem);
            }
        }
    }
}
