using System.Net;
using System.Net.Sockets;

namespace Continuo.Journal.Postgres.Tests;

/// <summary>A wire to the server that can be cut between a request and its answer.</summary>
internal sealed class CutWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private int _cut;

    public CutWire(int server)
    {
        _listener.Start();
        _accepting = Accept(server);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What is asked next reaches the server, and whatever that answers is lost with the connection.</summary>
    public void CutAtNextAnswer() => Volatile.Write(ref _cut, 1);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task Accept(int server)
    {
        try
        {
            for (; ; )
            {
                _ = Carry(await _listener.AcceptTcpClientAsync(), server);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task Carry(TcpClient client, int server)
    {
        using var near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(IPAddress.Loopback, server);
        var there = near.GetStream().CopyToAsync(far.GetStream());
        await Task.WhenAny(there, Back(far.GetStream(), near.GetStream()));
    }

    private async Task Back(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 << 10];
        for (int read; (read = await from.ReadAsync(buffer)) > 0;)
        {
            if (Interlocked.Exchange(ref _cut, 0) == 1)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
