using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Documents;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>Documents by address, each read once for many calls.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class OpenApiDocuments(IDocumentSource source, TimeProvider time)
{
    private const int MostDocuments = 200;

    // A service that is deployed anew is called by its new description within minutes.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    // Those of definitions, as long as these are in memory.
    private readonly ConditionalWeakTable<ExternalDocument, Slot> _kept = [];

    /// <exception cref="CallFailedException">The document cannot be had, or has no such operation.</exception>
    public async ValueTask<OpenApiOperation> Find(EffectRequest request, JsonValue endpoint, string operationId, CallSecrets secrets, CancellationToken cancellation)
    {
        if (!endpoint["document"].IsNull)
        {
            return await OfKept(await source.Read(request, endpoint, secrets, cancellation), operationId, secrets, cancellation);
        }

        var slot = _slots.GetOrAdd($"{secrets.Resolve(endpoint["uri"])} {endpoint["authentication"]}", _ => new Slot());
        await slot.Gate.WaitAsync(cancellation);
        try
        {
            if (slot.Document is null || slot.Until <= time.GetUtcNow())
            {
                Open(slot, await source.Read(request, endpoint, secrets, cancellation));
            }

            return await Find(slot, operationId, endpoint["authentication"], secrets, cancellation);
        }
        finally
        {
            slot.Gate.Release();
            if (_slots.Count > MostDocuments)
            {
                _slots.Clear();
            }
        }
    }

    private async ValueTask<OpenApiOperation> OfKept(DocumentText text, string operationId, CallSecrets secrets, CancellationToken cancellation)
    {
        var slot = _kept.GetValue(text.Kept!, _ => new Slot());
        await slot.Gate.WaitAsync(cancellation);
        try
        {
            if (slot.Document is null)
            {
                Open(slot, text);
            }

            return await Find(slot, operationId, JsonValue.Null, secrets, cancellation);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private void Open(Slot slot, DocumentText text)
    {
        slot.Document = OpenApiDocument.Read(text.Text, text.Address);
        slot.Text = text;
        slot.Until = text.IsLocal ? DateTimeOffset.MinValue : time.GetUtcNow() + s_lifetime;
    }

    private async ValueTask<OpenApiOperation> Find(Slot slot, string operationId, JsonValue authentication, CallSecrets secrets, CancellationToken cancellation)
    {
        // Only the parts that the operation needs are asked for; many documents are a collection of hundreds.
        while (true)
        {
            try
            {
                return slot.Document!.Find(operationId);
            }
            catch (PartMissingException missing)
            {
                if (missing.Address.IsFile && slot.Document!.Address.Scheme is "http" or "https")
                {
                    throw OpenApiDocument.Wrong($"The document {slot.Document.Address} refers to the file {missing.Address}: a document from elsewhere may not name files of this machine.");
                }

                // Credentials are meant for where the author named them.
                var known = missing.Address.GetLeftPart(UriPartial.Authority) == slot.Document!.Address.GetLeftPart(UriPartial.Authority) ? authentication : JsonValue.Null;
                var part = await source.ReadPart(slot.Text!, missing.Address, known, secrets, cancellation);
                slot.Document = slot.Document!.With(part.Text, missing.Address);
            }
        }
    }

    [SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Nobody asks the gate for a handle, so there is nothing to give back.")]
    private sealed class Slot
    {
        public readonly SemaphoreSlim Gate = new(1, 1);

        public OpenApiDocument? Document;

        public DocumentText? Text;

        public DateTimeOffset Until;
    }
}
