using System.Net;
using System.Net.Sockets;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Services.Tests;

public sealed class ClosedConnectionTests : IAsyncLifetime
{
    private readonly Caller _caller = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kept_connection_that_the_callee_closes_is_replaced_and_the_key_stays(bool resets)
    {
        using var callee = new ClosingCallee(answersPerConnection: 1, resets);
        var body = ("body", JsonValue.Parse("""{"amount":1}"""));

        var first = await _caller.Result(Caller.Post(callee.Address, body));
        var second = await _caller.Result(Caller.Post(callee.Address, body));

        Assert.Equal(("ok", "ok"), (first.AsString, second.AsString));
        Assert.Equal([1, 1, 2], callee.Requests.Select(request => request.Connection));
        Assert.All(callee.Requests, request => Assert.Contains($"Idempotency-Key: {Caller.Key}", request.Text));
    }

    [Fact]
    public async Task A_callee_that_always_closes_is_asked_twice_and_no_more()
    {
        using var callee = new ClosingCallee(answersPerConnection: 0, resets: false);

        var error = await _caller.Error(Caller.Post(callee.Address, ("body", 1)), "communication");

        Assert.Contains("closed the connection", error.Detail);
        Assert.Equal([1, 2], callee.Requests.Select(request => request.Connection));
    }

    /// <summary>Answers so many requests of a connection, and closes it once it has read one more: what a keep-alive time does when it is over at the wrong moment.</summary>
    private sealed class ClosingCallee : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly int _answersPerConnection;
        private readonly bool _resets;

        public ClosingCallee(int answersPerConnection, bool resets)
        {
            (_answersPerConnection, _resets) = (answersPerConnection, resets);
            _listener.Start();
            _ = Serve();
        }

        public string Address => $"http://{_listener.LocalEndpoint}/pay";

        public List<(int Connection, string Text)> Requests { get; } = [];

        public void Dispose() => _listener.Dispose();

        private async Task Serve()
        {
            for (var connection = 1; ; connection++)
            {
                Socket socket;
                try
                {
                    socket = await _listener.AcceptSocketAsync();
                }
                catch (Exception over) when (over is SocketException or ObjectDisposedException)
                {
                    return;
                }

                using (socket)
                {
                    await Serve(socket, connection);
                }
            }
        }

        private async Task Serve(Socket socket, int connection)
        {
            for (var answered = 0; await Request(socket) is { } text; answered++)
            {
                Requests.Add((connection, text));
                if (answered == _answersPerConnection)
                {
                    socket.LingerState = new LingerOption(_resets, 0);
                    return;
                }

                await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
            }
        }

        private static async Task<string?> Request(Socket socket)
        {
            var text = new StringBuilder();
            var buffer = new byte[8_192];
            while (await socket.ReceiveAsync(buffer) is > 0 and var read)
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
                if (Whole(text.ToString()))
                {
                    return text.ToString();
                }
            }

            return null;
        }

        private static bool Whole(string text)
        {
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
            return end >= 0 && text.Length >= end + 4 + int.Parse(length?["Content-Length: ".Length..] ?? "0");
        }
    }
}
