using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Continuo.Runtime.Lifecycle;
using Continuo.Workflows.Json;

namespace Continuo.Server.Lifecycle;

/// <summary>Posts each lifecycle event to an address, as a CloudEvent in structured form.</summary>
/// <remarks>2xx takes it; an answer that would be the same again refuses it for good; anything else, and no answer, is asked again.</remarks>
internal sealed class WebhookSink : ILifecycleSink, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Uri _address;
    private readonly HttpClient _http;

    /// <exception cref="HostingException">It is no address that events can be posted to.</exception>
    public WebhookSink(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            throw new HostingException($"'{address}' is no address of a lifecycle sink: give http:// or https:// without a user name.");
        }

        _address = address;
        Name = $"{address.GetLeftPart(UriPartial.Path)}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)))[..12]}";
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = TimeSpan.FromSeconds(15) })
        {
            Timeout = s_patience,
        };
    }

    /// <summary>Without the query, which may hold a key, but told apart by it.</summary>
    public string Name { get; }

    public LifecycleFilter Filter => LifecycleFilter.All;

    public async ValueTask<SinkAnswer> Deliver(ImmutableArray<LifecycleEvent> events, CancellationToken cancellation)
    {
        for (var taken = 0; taken < events.Length; taken++)
        {
            if (await Post(events[taken], cancellation) is var (why, isFinal))
            {
                return new(taken, why, isFinal);
            }
        }

        return new(events.Length);
    }

    public void Dispose() => _http.Dispose();

    private async Task<(string Why, bool IsFinal)?> Post(LifecycleEvent happened, CancellationToken cancellation)
    {
        using var body = new ByteArrayContent(JsonWriter.WriteUtf8(happened.Event));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json", "utf-8");
        try
        {
            using var answer = await _http.PostAsync(_address, body, cancellation);
            return answer.IsSuccessStatusCode ? null : (string.Create(CultureInfo.InvariantCulture, $"it answered {(int)answer.StatusCode}"), IsFinal(answer.StatusCode));
        }
        catch (HttpRequestException unreachable)
        {
            return (unreachable.Message, false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ($"it did not answer in {s_patience.TotalSeconds} s", false);
        }
    }

    /// <summary>What says that the event, and not the moment or the address, is wrong.</summary>
    private static bool IsFinal(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;
}
