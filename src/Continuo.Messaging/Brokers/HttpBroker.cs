using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;

namespace Continuo.Messaging.Brokers;

/// <summary>HTTP: a message is the body of a request; a subscription reads server-sent events.</summary>
internal sealed class HttpBroker(IHttpMessageHandlerFactory handlers) : IBroker
{
    public IReadOnlyList<string> Protocols { get; } = ["http", "https"];

    public bool HasChallenges => true;

    public async Task Publish(BrokerTarget target, OutboundMessage message, CancellationToken cancellation)
    {
        using var request = Request(target, HttpMethod.Parse((target.OperationBinding["method"].AsString ?? "POST").ToUpperInvariant()));
        request.Content = new ByteArrayContent(message.Body);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(message.ContentType);
        foreach (var (name, value) in message.AllHeaders)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await Send(target, request, cancellation);
    }

    public async Task<IMessageStream> Subscribe(BrokerTarget target, string name, CancellationToken cancellation)
    {
        using var request = Request(target, HttpMethod.Get);
        request.Headers.Accept.ParseAdd("text/event-stream");
        var answer = await Send(target, request, cancellation);
        return new Stream(target, answer, await answer.Content.ReadAsStreamAsync(cancellation));
    }

    private static HttpRequestMessage Request(BrokerTarget target, HttpMethod method)
    {
        var scheme = target.IsSecure || target.Protocol == "https" ? "https" : "http";
        var request = new HttpRequestMessage(method, $"{scheme}://{target.Host}{(target.Port is { } port ? $":{port}" : "")}{target.Path.TrimEnd('/')}/{target.Address.TrimStart('/')}");
        return request;
    }

    private HttpClient Client(BrokerTarget target, Uri origin)
    {
        var connections = handlers.CreateHandler(CallTransport.Client);
        var proving = target.Credentials is { } credentials ? new ProvingHandler(credentials, origin, connections) : connections;
        return new HttpClient(proving, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private async Task<HttpResponseMessage> Send(BrokerTarget target, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var client = Client(target, request.RequestUri!);
            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            answer.Dispose();
            throw new BrokerException($"{target.Host} answered {(int)answer.StatusCode} {answer.ReasonPhrase}") { Status = (int)answer.StatusCode };
        }
        catch (HttpRequestException problem)
        {
            throw new BrokerException($"No answer from {target.Host}", problem);
        }
    }

    private sealed class Stream(BrokerTarget target, HttpResponseMessage answer, System.IO.Stream content) : IMessageStream
    {
        private readonly IAsyncEnumerator<SseItem<string>> _events = SseParser.Create(content).EnumerateAsync().GetAsyncEnumerator();

        public async Task<InboundMessage> Next(CancellationToken cancellation)
        {
            // The parser's reader takes no token of its own for each item.
            await using var stop = cancellation.Register(answer.Dispose);
            try
            {
                return await _events.MoveNextAsync() ? new InboundMessage(Encoding.UTF8.GetBytes(_events.Current.Data), []) : throw new BrokerException($"The stream of {target.Host} has ended");
            }
            catch (Exception problem) when (problem is IOException or ObjectDisposedException or HttpRequestException)
            {
                cancellation.ThrowIfCancellationRequested();
                throw new BrokerException($"The stream of {target.Host} broke off", problem);
            }
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            await _events.DisposeAsync();
        }
    }
}
