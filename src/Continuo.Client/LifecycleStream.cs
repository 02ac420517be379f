using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Continuo.Client;

/// <summary>A stream of server-sent events as typed messages.</summary>
internal static class LifecycleStream
{
    public static async IAsyncEnumerable<LifecycleMessage> Read(HttpClient http, LifecycleQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var response = await Open(http, query, cancellation).ConfigureAwait(false);
        using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var items = SseParser.Create(body).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using (items.ConfigureAwait(false))
        {
            while (await Next(items, http.BaseAddress).ConfigureAwait(false))
            {
                using var document = JsonDocument.Parse(items.Current.Data, new JsonDocumentOptions { MaxDepth = 10_000 });
                yield return new(items.Current.EventId ?? "", document.RootElement.Clone());
            }
        }
    }

    private static async Task<HttpResponseMessage> Open(HttpClient http, LifecycleQuery query, CancellationToken cancellation)
    {
        var text = new QueryText().Add("workflow", query.Workflow).Add("instance", query.Instance).Add("after", query.After);
        foreach (var type in query.Types)
        {
            text.Add("types", type);
        }

        try
        {
            var response = await http.GetAsync(new Uri($"api/v1/lifecycle{text}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw ProblemException.From(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
            }
        }
        catch (HttpRequestException unreachable)
        {
            throw new ServerUnreachableException(http.BaseAddress, unreachable);
        }
    }

    private static async Task<bool> Next(IAsyncEnumerator<SseItem<string>> items, Uri? server)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new ServerUnreachableException(server, broken as HttpRequestException ?? new HttpRequestException(broken.Message, broken));
        }
    }
}
