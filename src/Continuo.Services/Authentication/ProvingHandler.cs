using System.Net;
using System.Net.Http;
using Continuo.Services.Calls;

namespace Continuo.Services.Authentication;

/// <summary>Proves who calls for a client that knows of headers only: the header goes along, and what a 401 asks for is answered once for each request.</summary>
/// <param name="credentials">Whose.</param>
/// <param name="origin">Where they are shown, and nowhere else.</param>
/// <param name="inner">Sends.</param>
internal sealed class ProvingHandler(CallCredentials credentials, Uri origin, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var hop = new CallHop(request.Method, request.RequestUri!, [], null);
        if (!hop.SameOrigin(origin))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        Show(request, credentials.Header);
        if (request.Content is { } content)
        {
            // It may be sent twice.
            await content.LoadIntoBufferAsync(cancellationToken);
        }

        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized || await credentials.Answer(hop, answer, cancellationToken) is not { } again)
        {
            return answer;
        }

        answer.Dispose();
        Show(request, again.Headers.Last(header => header.Is("Authorization")));
        return await base.SendAsync(request, cancellationToken);
    }

    private static void Show(HttpRequestMessage request, CallHeader? header)
    {
        if (header is not null)
        {
            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }
    }
}
