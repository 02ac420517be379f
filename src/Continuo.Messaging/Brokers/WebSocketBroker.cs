using System.Net;
using System.Net.WebSockets;
using Continuo.Services.Calls;

namespace Continuo.Messaging.Brokers;

/// <summary>WebSockets: each message of a connection is a message of the channel. There are no headers, and nothing is sent again.</summary>
internal sealed class WebSocketBroker : IBroker
{
    private const int LargestMessage = 16 << 20;
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(5);

    public IReadOnlyList<string> Protocols { get; } = ["ws", "wss"];

    public bool HasChallenges => true;

    public async Task Publish(BrokerTarget target, OutboundMessage message, CancellationToken cancellation)
    {
        try
        {
            using var socket = await Connect(target, cancellation);
            await socket.SendAsync(message.Body, WebSocketMessageType.Text, true, cancellation);
            await Finish(socket, cancellation);
        }
        catch (WebSocketException problem)
        {
            throw Refused(target, problem);
        }
    }

    public async Task<IMessageStream> Subscribe(BrokerTarget target, string name, CancellationToken cancellation)
    {
        try
        {
            return new Stream(target, await Connect(target, cancellation));
        }
        catch (WebSocketException problem)
        {
            throw Refused(target, problem);
        }
    }

    /// <summary>A connection that is dropped at once may take the message with it: the other side closes when it has read, or simply goes.</summary>
    private static async Task Finish(ClientWebSocket socket, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(s_closing, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, either.Token);
        }
        catch (Exception gone) when (gone is WebSocketException || (gone is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // It was sent, and more the protocol does not say.
        }
    }

    private static async Task<ClientWebSocket> Connect(BrokerTarget target, CancellationToken cancellation)
    {
        var scheme = target.IsSecure || target.Protocol == "wss" ? "wss" : "ws";
        var address = new Uri($"{scheme}://{target.Host}{(target.Port is { } port ? $":{port}" : "")}{target.Path.TrimEnd('/')}/{target.Address.TrimStart('/')}");
        var socket = Socket(target.Credentials?.Header);
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return socket;
        }
        catch (WebSocketException) when (socket.HttpStatusCode == HttpStatusCode.Unauthorized && target.Credentials is not null)
        {
            using var refusal = Refusal(socket, address);
            socket.Dispose();
            if (await target.Credentials.Answer(new CallHop(HttpMethod.Get, address, [], null), refusal, cancellation) is not { } again)
            {
                throw;
            }

            socket = Socket(again.Headers.Last(header => header.Is("Authorization")));
            return await Connected(socket, address, cancellation);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<ClientWebSocket> Connected(ClientWebSocket socket, Uri address, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return socket;
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private static ClientWebSocket Socket(CallHeader? authorization)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (authorization is not null)
        {
            socket.Options.SetRequestHeader(authorization.Name, authorization.Value);
        }

        return socket;
    }

    private static HttpResponseMessage Refusal(ClientWebSocket socket, Uri address)
    {
        var refusal = new HttpResponseMessage(HttpStatusCode.Unauthorized) { RequestMessage = new HttpRequestMessage(HttpMethod.Get, address) };
        foreach (var (name, values) in socket.HttpResponseHeaders ?? new Dictionary<string, IEnumerable<string>>())
        {
            refusal.Headers.TryAddWithoutValidation(name, values);
        }

        return refusal;
    }

    private static BrokerException Refused(BrokerTarget target, Exception problem) => new($"The WebSocket to {target.Host} failed", problem);

    private sealed class Stream(BrokerTarget target, ClientWebSocket socket) : IMessageStream
    {
        private readonly byte[] _buffer = new byte[16 << 10];

        public async Task<InboundMessage> Next(CancellationToken cancellation)
        {
            using var body = new MemoryStream();
            try
            {
                while (true)
                {
                    var part = await socket.ReceiveAsync(_buffer.AsMemory(), cancellation);
                    if (part.MessageType == WebSocketMessageType.Close)
                    {
                        throw new BrokerException($"The WebSocket to {target.Host} was closed by the other side: {socket.CloseStatusDescription ?? $"{socket.CloseStatus}"}");
                    }

                    body.Write(_buffer.AsSpan(0, part.Count));
                    if (body.Length > LargestMessage)
                    {
                        throw new BrokerException($"A message of the WebSocket to {target.Host} is larger than {LargestMessage} bytes");
                    }

                    if (part.EndOfMessage)
                    {
                        return new InboundMessage(body.ToArray(), []);
                    }
                }
            }
            catch (WebSocketException problem)
            {
                throw Refused(target, problem);
            }
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
