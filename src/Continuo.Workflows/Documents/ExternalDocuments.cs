using System.Collections.Immutable;
using Continuo.Workflows.Documents.Parsing;

namespace Continuo.Workflows.Documents;

/// <summary>What is known of the documents that a definition needs beside its own text. Immutable.</summary>
/// <remarks>The loader reads nothing itself: it names what is missing (<see cref="LoadResult.Missing"/>), and is asked again with more.</remarks>
public sealed record ExternalDocuments
{
    public static ExternalDocuments None { get; } = new();

    /// <summary>The texts, by key.</summary>
    public ImmutableSortedDictionary<string, string> Texts { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Why a document cannot be had, by key.</summary>
    public ImmutableSortedDictionary<string, string> Problems { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a document of a call that cannot be had is worth a warning only: the call then looks for it itself.</summary>
    public bool CallsMayFetch { get; init; }

    /// <summary>Whether calls are made by stand-ins, which need no documents.</summary>
    public bool CallsAreStubbed { get; init; }

    /// <summary>Whether these are all that there will be, as they were kept with a definition.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Where the text itself is, for the page of it that a forge such as GitHub shows; any other address as it is.</summary>
    public static string AddressOf(string address) => DocumentAddress.Resolve("", address);

    /// <summary>The documents that one refers to: for each the places where it may be, the likeliest first.</summary>
    /// <param name="form">What it is.</param>
    /// <param name="text">Its text.</param>
    /// <param name="seen">The keys of those that lead to it, the first one first.</param>
    /// <param name="key">Its own key.</param>
    public static IEnumerable<ImmutableArray<string>> LinksOf(DocumentForm form, string text, IReadOnlyList<string> seen, string key) => DocumentLinks.Of(form, text, seen, key);

    /// <summary>The documents that were kept with a definition.</summary>
    public static ExternalDocuments Of(IEnumerable<ExternalDocument> documents) =>
        None with { IsClosed = true, Texts = None.Texts.AddRange(documents.Select(document => KeyValuePair.Create(document.Key, document.Text))) };

    public ExternalDocuments With(string key, string text) => this with { Texts = Texts.SetItem(key, text) };

    public ExternalDocuments Without(string key, string problem) => this with { Problems = Problems.SetItem(key, problem) };
}
