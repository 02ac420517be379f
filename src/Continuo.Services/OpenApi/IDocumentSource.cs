using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>Gives the text of a document that a call names: found now, or pinned with the definition.</summary>
/// <remarks>Called concurrently. Ends with <see cref="CallFailedException"/> when there is none to give.</remarks>
internal interface IDocumentSource
{
    /// <param name="reference">An absolute address, or one relative to the workflow file.</param>
    /// <param name="authentication">How to ask for it, as evaluated; null for nothing.</param>
    /// <param name="secrets">Those of the call.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<DocumentText> Read(string reference, JsonValue authentication, CallSecrets secrets, CancellationToken cancellation);
}
