using Continuo.Runtime.Effects;
using Continuo.Services.Registry;
using Continuo.Workflows.Documents;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Documents;

/// <summary>Loads a definition together with the documents elsewhere that it needs.</summary>
/// <remarks>Thread-safe. What cannot be had is a diagnostic of the result, with its place; nothing is thrown but by <c>cancellation</c>.</remarks>
public sealed class DefinitionLoader
{
    // All together: they are stored with the definition, and in memory as long as it is.
    private const long MaxChars = 32 << 20;
    private const int AtOnce = 8;

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

    /// <summary>The files that a definition needs, for whoever deploys it to a server that cannot read them. What stands on the network is left to the server, and so is what of the documents of calls is not here.</summary>
    /// <param name="text">The definition.</param>
    /// <param name="origin">Where it stands.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<ExternalDocuments> ReadFiles(string text, DocumentOrigin origin, CancellationToken cancellation) =>
        await ReadFiles(text, origin, [], null, cancellation);

    /// <inheritdoc cref="ReadFiles(string, DocumentOrigin, CancellationToken)"/>
    /// <param name="text"/><param name="origin"/>
    /// <param name="folders">Further folders whose files may be read.</param>
    /// <param name="catalog">The folder of the default catalog, if that is one.</param>
    /// <param name="cancellation"/>
    public static async Task<ExternalDocuments> ReadFiles(string text, DocumentOrigin origin, IEnumerable<string> folders, string? catalog, CancellationToken cancellation)
    {
        var isFolder = catalog is not null && IsFile(catalog);
        var options = new ServicesOptions { DefaultCatalog = isFolder ? catalog : null };
        foreach (var folder in folders)
        {
            options.DocumentFolders.Add(folder);
        }

        var files = new DocumentFetcher(null, NoSecrets.Instance, Options.Create(options), TimeProvider.System);
        var documents = ExternalDocuments.None;
        var leftOut = new HashSet<string>(StringComparer.Ordinal);
        while (WorkflowLoader.Load(text, documents).Missing.Where(reference => IsFile(reference.Key) || (isFolder && reference.Key.StartsWith("catalog:", StringComparison.Ordinal))).ToList() is { Count: > 0 } missing)
        {
            foreach (var reference in missing)
            {
                var answer = await files.Fetch(reference, origin, cancellation);
                documents = Add(documents, reference, answer);
                if (answer.Text is null && reference.IsOfCall)
                {
                    leftOut.Add(reference.Key);
                }
            }
        }

        return documents with { Problems = documents.Problems.RemoveRange(leftOut) };
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
        using var few = new SemaphoreSlim(AtOnce);
        var documents = known;
        while (true)
        {
            // Each round answers everything that was missing, and the loader bounds how many documents lead to the next.
            var loaded = WorkflowLoader.Load(text, documents);
            if (loaded.Missing.IsEmpty)
            {
                return loaded;
            }

            var answers = await Task.WhenAll(loaded.Missing.Select(reference => Fetch(reference, origin, few, either.Token)));
            cancellation.ThrowIfCancellationRequested();
            foreach (var (reference, answer) in loaded.Missing.Zip(answers))
            {
                documents = Add(documents, reference, answer);
            }
        }
    }

    private async Task<DocumentAnswer> Fetch(ExternalReference reference, DocumentOrigin origin, SemaphoreSlim few, CancellationToken cancellation)
    {
        try
        {
            await few.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return DocumentAnswer.No($"the documents of one definition may take {s_patience.TotalSeconds} s together.");
        }

        try
        {
            return await _fetcher.Fetch(reference, origin, cancellation);
        }
        finally
        {
            few.Release();
        }
    }

    private static ExternalDocuments Add(ExternalDocuments documents, ExternalReference reference, DocumentAnswer answer) =>
        answer.Text is not { } found ? documents.Without(reference.Key, answer.Problem)
        : documents.Texts.Values.Sum(text => (long)text.Length) + found.Length > MaxChars ? documents.Without(reference.Key, $"the documents of one definition may have {MaxChars >> 20} MiB together.")
        : documents.With(reference.Key, found);
}
