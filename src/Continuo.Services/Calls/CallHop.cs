using System.Collections.Immutable;
using System.Net;
using System.Net.Http;

namespace Continuo.Services.Calls;

/// <summary>One request of a call; a call that follows redirects makes several.</summary>
internal sealed record CallHop(HttpMethod Method, Uri Uri, ImmutableArray<CallHeader> Headers, byte[]? Body)
{
    private static readonly ImmutableArray<string> s_credentials = ["Authorization", "Proxy-Authorization", "Cookie", "Host"];

    /// <summary>The message to send to <paramref name="actual"/>, which is where the hop's address leads.</summary>
    public HttpRequestMessage ToMessage(Uri actual)
    {
        var message = new HttpRequestMessage(Method, actual) { Content = Body is null ? null : new ByteArrayContent(Body) };
        foreach (var header in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        return message;
    }

    /// <summary>The request that RFC 9110 section 15.4 asks for after a redirect; null when the answer is none that can be followed.</summary>
    public CallHop? Follow(HttpStatusCode status, Uri? location)
    {
        if (location is null || status is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
        {
            return null;
        }

        if (!Uri.TryCreate(Uri, location, out var target) || target.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var next = this with { Uri = target };
        if (BecomesGet(status))
        {
            next = next with { Method = HttpMethod.Get, Body = null, Headers = Headers.RemoveAll(h => h.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)) };
        }

        return SameOrigin(target)
            ? next
            : next with { Headers = next.Headers.RemoveAll(h => h.IsSecret || s_credentials.Contains(h.Name, StringComparer.OrdinalIgnoreCase)) };
    }

    private bool BecomesGet(HttpStatusCode status) =>
        status == HttpStatusCode.SeeOther
            ? Method != HttpMethod.Head
            : status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && Method == HttpMethod.Post;

    public bool SameOrigin(Uri other) =>
        Uri.Scheme == other.Scheme && Uri.Port == other.Port && Uri.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
