using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Documents;

/// <summary>Gives the text of a document that a call names: kept with the definition, recorded by the instance, or found now.</summary>
/// <remarks>Called concurrently. Ends with <see cref="CallFailedException"/> when there is none to give.</remarks>
internal interface IDocumentSource
{
    /// <param name="request">The effect.</param>
    /// <param name="endpoint">Where the document is, as in the arguments of the effect.</param>
    /// <param name="secrets">Those of the call.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<DocumentText> Read(EffectRequest request, JsonValue endpoint, CallSecrets secrets, CancellationToken cancellation);

    /// <summary>A document to which another one refers: from where that one is from.</summary>
    /// <param name="root">The document that the call names.</param>
    /// <param name="address">The other one's.</param>
    /// <param name="authentication">How to ask for it, as evaluated; null for nothing.</param>
    /// <param name="secrets">Those of the call.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<DocumentText> ReadPart(DocumentText root, Uri address, JsonValue authentication, CallSecrets secrets, CancellationToken cancellation);
}
