using System.Net.Http;
using Continuo.Services.Calls;

namespace Continuo.Services.Authentication;

/// <summary>How one call proves who it is: by a header that is sent unasked, by an answer to a refusal, or by both.</summary>
internal abstract class CallCredentials
{
    /// <summary>The header of the first request; null when nothing can be said before the callee asks.</summary>
    public virtual CallHeader? Header => null;

    /// <summary>The request to send instead of one that got 401; null when there is nothing better to say.</summary>
    /// <exception cref="CallFailedException">There should be something better, and it could not be got.</exception>
    public virtual ValueTask<CallHop?> Answer(CallHop refused, HttpResponseMessage refusal, CancellationToken cancellation) => ValueTask.FromResult<CallHop?>(null);

    protected static CallHop WithAuthorization(CallHop hop, CallHeader header) => hop with { Headers = hop.Headers.RemoveAll(h => h.Is(header.Name)).Add(header) };
}
