using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Continuo.Messaging.Tests;

/// <summary>As much of a Kafka broker as a client needs in order to say who it is. The cluster for tests of the client's own library asks nobody.</summary>
public sealed class KafkaGate : IAsyncDisposable
{
    private const short ApiVersions = 18;
    private const short SaslHandshake = 17;
    private const short SaslAuthenticate = 36;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource<string> _shown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public KafkaGate()
    {
        _listener.Start();
        _ = Serve();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Task<string> Shown => _shown.Task;

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await Talk(client.GetStream());
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task Talk(NetworkStream stream)
    {
        try
        {
            while (true)
            {
                var length = new byte[4];
                await stream.ReadExactlyAsync(length);
                var request = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                await stream.ReadExactlyAsync(request);
                var (key, version) = (BinaryPrimitives.ReadInt16BigEndian(request), BinaryPrimitives.ReadInt16BigEndian(request.AsSpan(2)));
                byte[] body = key switch
                {
                    ApiVersions => Versions(version),
                    SaslHandshake => [0, 0, 0, 0, 0, 1, 0, 11, .. "OAUTHBEARER"u8],
                    SaslAuthenticate => Authenticate(request),
                    _ => [],
                };
                await stream.WriteAsync((byte[])[.. Int(4 + body.Length), .. request[4..8], .. body]);
            }
        }
        catch (IOException)
        {
            // The client went.
        }
    }

    private byte[] Authenticate(byte[] request)
    {
        _shown.TrySetResult(Encoding.UTF8.GetString(request));
        return [0, 0, 255, 255, 0, 0, 0, 0, .. new byte[8]];
    }

    /// <summary>A newer question gets "not this version", in the oldest form, and is then asked anew.</summary>
    private static byte[] Versions(short version)
    {
        (short Key, short Most)[] known = [(0, 8), (1, 11), (3, 4), (ApiVersions, 0), (SaslHandshake, 1), (SaslAuthenticate, 1)];
        return [0, (byte)(version == 0 ? 0 : 35), .. Int(known.Length), .. known.SelectMany(api => (byte[])[0, (byte)api.Key, 0, 0, 0, (byte)api.Most])];
    }

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
