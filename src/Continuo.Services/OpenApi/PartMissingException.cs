namespace Continuo.Services.OpenApi;

/// <summary>A description goes on in another document, which must be had first. Never leaves <see cref="OpenApiDocuments"/>.</summary>
internal sealed class PartMissingException(Uri address) : Exception($"{address} is not there yet.")
{
    public Uri Address { get; } = address;
}
