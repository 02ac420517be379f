using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Documents;

/// <summary>Finds the documents that describe what a call can do: a proto, an agent card, an AsyncAPI document.</summary>
/// <remarks>Thread-safe. A document that is not there or must not be read is a <see cref="CallFailedException"/>.</remarks>
internal interface IDocumentSource
{
    /// <param name="endpoint"><c>{uri, authentication?}</c>; the URI may be relative.</param>
    /// <param name="secrets">Those of the call.</param>
    /// <param name="cancellation">That of the call.</param>
    Task<FetchedDocument> Fetch(JsonValue endpoint, CallSecrets secrets, CancellationToken cancellation);

    /// <summary>Another document that one refers to; null when it is not there.</summary>
    Task<FetchedDocument?> TryFetch(Uri address, CancellationToken cancellation);
}
