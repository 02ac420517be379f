using System.Net;
using System.Net.Sockets;

namespace Continuo.Testing.Postgres;

/// <summary>A wire to the server that can be held and cut in the midst of a request, or between a request and its answer.</summary>
public sealed class CutWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int> _server;
    private readonly Task _accepting;
    private Trap? _trap;

    public CutWire(int server)
        : this(() => server)
    {
    }

    public CutWire(Func<int> server)
    {
        _server = server;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What is asked next reaches the server, and whatever that answers is lost with the connection.</summary>
    public void CutAtNextAnswer() => _ = AtNextAnswer("", () => Task.FromResult(false));

    /// <summary>Holds the next answer to a connection that has given itself this name, or one that begins so.</summary>
    /// <param name="name">As <c>application_name</c> has it; empty for any.</param>
    /// <param name="meanwhile">What to do before it goes on; false cuts the connection.</param>
    /// <returns>Completes when that is done.</returns>
    public Task AtNextAnswer(string name, Func<Task<bool>> meanwhile) => Set(new(name, false, meanwhile));

    /// <summary>As <see cref="AtNextAnswer"/>, with a request of which the server has got one half.</summary>
    public Task AtNextRequest(string name, Func<Task<bool>> meanwhile) => Set(new(name, true, meanwhile));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private Task Set(Trap trap)
    {
        Volatile.Write(ref _trap, trap);
        return trap.Done.Task;
    }

    private async Task Accept()
    {
        try
        {
            for (; ; )
            {
                _ = Carry(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task Carry(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _server());
            near.NoDelay = far.NoDelay = true;
            var line = new Line();
            await Task.WhenAny(Pump(near.GetStream(), far.GetStream(), line, true), Pump(far.GetStream(), near.GetStream(), line, false));
        }
        catch (SocketException)
        {
            // The server is away; so is the wire.
        }
    }

    private async Task Pump(NetworkStream from, NetworkStream to, Line line, bool isRequest)
    {
        var buffer = new byte[64 << 10];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer)) > 0;)
            {
                var rest = buffer.AsMemory(0, read);
                if (isRequest)
                {
                    line.Hear(rest.Span);
                }

                if (Volatile.Read(ref _trap) is { } trap && trap.IsRequest == isRequest && line.IsCalled(trap.Name) && Interlocked.CompareExchange(ref _trap, null, trap) == trap)
                {
                    await to.WriteAsync(rest[..(isRequest ? read / 2 : 0)]);
                    rest = rest[(isRequest ? read / 2 : 0)..];
                    if (!await trap.Spring())
                    {
                        return;
                    }
                }

                await to.WriteAsync(rest);
            }
        }
        catch (IOException)
        {
            // One end is gone, and so the other will be.
        }
    }

    /// <summary>A connection, by the name that it gave with its first messages.</summary>
    private sealed class Line
    {
        private const int Opening = 3;
        private volatile string _said = "";
        private int _messages;

        public void Hear(ReadOnlySpan<byte> message)
        {
            // Whether to encrypt is asked before the name is told; and a name that tells itself is no request yet.
            if (_messages++ < Opening)
            {
                _said += System.Text.Encoding.Latin1.GetString(message);
            }
        }

        public bool IsCalled(string name) => name.Length == 0 || (_messages > Opening && _said.Contains($"\0{name}", StringComparison.Ordinal));
    }

    private sealed record Trap(string Name, bool IsRequest, Func<Task<bool>> Meanwhile)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<bool> Spring()
        {
            try
            {
                var goesOn = await Meanwhile();
                Done.SetResult();
                return goesOn;
            }
#pragma warning disable CA1031 // Whoever set the trap is told.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Done.SetException(exception);
                return false;
            }
        }
    }
}
