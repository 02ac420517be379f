using System.Collections.Concurrent;
using Continuo.Runtime.Effects;
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

    public async ValueTask<OpenApiDocument> Get(string reference, JsonValue authentication, CallSecrets secrets, CancellationToken cancellation)
    {
        var slot = _slots.GetOrAdd($"{reference} {authentication}", _ => new Slot());
        await slot.Gate.WaitAsync(cancellation);
        try
        {
            if (slot.Document is { } known && slot.Until > time.GetUtcNow())
            {
                return known;
            }

            var text = await source.Read(reference, authentication, secrets, cancellation);
            var document = OpenApiDocument.Read(text.Text, text.Address);
            if (!text.IsLocal)
            {
                (slot.Document, slot.Until) = (document, time.GetUtcNow() + s_lifetime);
            }

            return document;
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

    private sealed class Slot
    {
        public readonly SemaphoreSlim Gate = new(1, 1);

        public OpenApiDocument? Document;

        public DateTimeOffset Until;
    }
}
