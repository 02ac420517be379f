using System.Collections.Immutable;
using System.Net.Http;

namespace Continuo.Services.OpenApi;

/// <summary>One operation of a document, whatever version of the standard described it.</summary>
/// <param name="Id">Its <c>operationId</c>.</param>
/// <param name="Method">Of the request.</param>
/// <param name="Server">An absolute address without a slash at its end.</param>
/// <param name="Path">With the places of its parameters: <c>/pet/{petId}</c>.</param>
/// <param name="Parameters">All but the body.</param>
internal sealed record OpenApiOperation(string Id, HttpMethod Method, string Server, string Path, ImmutableArray<OpenApiParameter> Parameters)
{
    public OpenApiBody? Body { get; init; }

    /// <summary>What it answers, for the header of that name; null when the document does not say.</summary>
    public string? Accept { get; init; }
}
